import { decodePlanes } from './decode-frames.ts';
import { planesToPicture } from './pixels.ts';
import { createPreviewTimer } from './preview-timer.ts';
import { joinStrip, latentStrip, previewFrames } from './preview.ts';
import type { RunContext } from './run-context.ts';

export interface Previewer {
  /**
   * Offers the state after a step; shows it if it is time.
   *
   * @param x0 predicted clean latents of the window, frame after frame.
   * @param frames how many frames the window has; @param step steps finished of `steps` in the whole run.
   */
  offer(x0: Float32Array, frames: number, step: number, steps: number): Promise<void>;
  /** Seconds from the beginning of the run to the first preview. */
  readonly secondsToFirst: number | undefined;
}

/** Share of the denoising time that previews may take. */
const share = 0.05;

/**
 * Shows the forming picture at most once per interval.
 *
 * Through the preview matrix that costs nothing, so it is what comes first and whenever nothing better can be afforded;
 * it is one pixel per latent cell. A really decoded frame (the middle one) costs as much as a third of an evaluation: it
 * is shown as soon as its measured cost fits into five per cent of the time denoising has taken so far and will take.
 */
export function createPreviewer(context: RunContext, startedAt: number): Previewer {
  const { model, grid, frameValues, reports, message } = context;
  const denoisingSince = performance.now();
  const timer = createPreviewTimer(message.previewInterval, startedAt);
  let spent = 0;
  let decodeCost: number | undefined;

  const canDecode = (step: number, steps: number): boolean => {
    const elapsed = performance.now() - denoisingSince - spent;
    const perStep = elapsed / step;
    // Not yet measured: a decoded frame is assumed to cost half a step.
    const cost = decodeCost ?? perStep / 2;
    // The first half of the steps draws fog; there is nothing yet that the matrix would not show.
    return step * 2 >= steps && spent + cost <= share * perStep * steps;
  };

  return {
    get secondsToFirst() {
      return timer.secondsToFirst;
    },
    async offer(x0, frames, step, steps) {
      if (!timer.isTime()) return;
      const now = performance.now();
      let strip;
      if (canDecode(step, steps)) {
        const middle = Math.floor(frames / 2);
        const tokens = x0.subarray(middle * frameValues, (middle + 1) * frameValues);
        const decoded = await decodePlanes(context, [tokens]);
        strip = joinStrip(decoded.map((pixels) => planesToPicture(pixels, context.bucket, 1)));
        decodeCost = performance.now() - now;
      } else {
        strip = latentStrip(x0, previewFrames(frames), grid, model.manifest.preview);
      }
      spent += performance.now() - now;
      timer.shown();
      await reports.preview(strip, { step, steps });
    },
  };
}
