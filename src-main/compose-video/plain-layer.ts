import type { Size } from '../../src-shared/generation/request.ts';
import type { Clip } from '../../src-shared/project/schema.ts';
import { gradeOf } from '../../src-shared/timeline/grade.ts';
import { opacityAt, transformAt } from '../../src-shared/timeline/stack.ts';
import type { Layer } from '../../src-shared/timeline/stack.ts';
import { placePicture } from '../media/picture-filters.ts';

/** Whether a clip's picture changes in its course by anything but its footage. */
function isAnimated({ fadeIn, fadeOut, transform }: Clip): boolean {
  return (
    (fadeIn ?? 0) > 0 ||
    (fadeOut ?? 0) > 0 ||
    Object.values(transform ?? {}).some((value) => Array.isArray(value))
  );
}

/** Whether something holds in every frame of a stretch. */
function always({ clip, at }: Layer, length: number, holds: (at: number) => boolean): boolean {
  const frames = isAnimated(clip) ? length : 1;
  for (let frame = 0; frame < frames; frame += 1) if (!holds(at + frame)) return false;
  return true;
}

function isUnmoved({ clip }: Layer, at: number): boolean {
  if (clip.transform === undefined) return true;
  const { x, y, scale, rotation, cropLeft, cropTop, cropRight, cropBottom } = transformAt(clip, at);
  const cropped = cropLeft + cropTop + cropRight + cropBottom;
  return x === 0 && y === 0 && scale === 1 && rotation % 360 === 0 && cropped === 0;
}

/** Whether a layer is its file as it is, for a whole stretch: nothing is done to its picture or its time. */
export function isPlain(layer: Layer, length: number): boolean {
  const { clip, content, blend, colour, passage } = layer;
  if (content.kind !== 'media' || passage !== undefined || blend !== 'normal') return false;
  if (colour?.lut !== undefined || gradeOf(colour) !== undefined) return false;
  if (clip.speed !== undefined || clip.reverse === true || clip.freeze === true) return false;
  return always(layer, length, (at) => opacityAt(clip, at) === 1 && isUnmoved(layer, at));
}

/** Whether nothing of what lies below can be seen. A still may be transparent, and footage of another shape leaves bars. */
function covers(layer: Layer, length: number, size: Size): boolean {
  const { content } = layer;
  if (content.kind !== 'media' || content.media.kind !== 'video' || content.media.width < 1) return false;
  if (content.media.alpha === true) return false;
  const { crop } = placePicture(content.media, size, 'contain', 1);
  return (
    crop.width === size.width &&
    crop.height === size.height &&
    isPlain({ ...layer, colour: undefined }, length)
  );
}

/** What of the layers of a stretch can be seen at all, from the lowest to the one on top. */
export function seenLayers(layers: readonly Layer[], length: number, size: Size): Layer[] {
  const top = layers.map((layer) => covers(layer, length, size)).lastIndexOf(true);
  return layers
    .slice(Math.max(0, top))
    .filter((layer) => !always(layer, length, (at) => opacityAt(layer.clip, at) === 0));
}
