import { lumaOf, reduced, type RgbFrame } from './frame.ts';
import { ssim } from './ssim.ts';
import { measuredEdge } from './steps.ts';

/**
 * How alike a model's own drawing of a picture is to it, by structure (SSIM) at the size at which change is measured; 1 =
 * the same. A model that can't draw a picture can't go on with it: whatever it makes afterwards is of its own world.
 *
 * @param drawing of the picture's shape, as large or some whole times as large; of another shape it is not alike at all
 */
export function likenessOf(picture: RgbFrame, drawing: RgbFrame): number {
  const drawn = reduced(drawing, Math.max(picture.width, picture.height));
  if (drawn.width !== picture.width || drawn.height !== picture.height) return 0;
  const seen = (frame: RgbFrame) => lumaOf(reduced(frame, measuredEdge));
  return ssim(seen(picture), seen(drawn));
}

/**
 * Below this a model's drawing has lost what a picture shows: the embedded model draws its own world at .89 and more, a
 * rocket before a plain sky at .85, and photographs of a cat, a cup and a horse at .71 (first frames of
 * `models/evaluation`).
 */
const leastLikeness = 0.8;

/** Whether a model was given pictures that it can't draw, by the likeness beside each join; unknown ones don't count. */
export function wasGivenStrange(joins: readonly { readonly likeness?: number | undefined }[]): boolean {
  return joins.some(({ likeness = 1 }) => likeness < leastLikeness);
}
