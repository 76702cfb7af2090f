import { Tensor } from 'onnxruntime-node';
import { tokensToPlanes } from './latents.ts';
import { planesToPicture, type Picture } from './pixels.ts';
import type { RunContext } from './run-context.ts';

/**
 * Latents of a few frames to pictures.
 *
 * @param frames tokens per frame; memory grows with their number, so callers pass few at a time.
 * @param finish run the pack's finisher, where it has one, over the decoded frames.
 */
export async function decodeFrames(
  { model, bucket, grid, frameValues }: RunContext,
  frames: readonly Float32Array[],
  finish: boolean,
): Promise<Picture[]> {
  const { channels } = model.manifest.latent;
  const planes = new Float32Array(frames.length * frameValues);
  for (const [at, tokens] of frames.entries()) tokensToPlanes(tokens, channels, planes, at * frameValues);
  const decoded = await model.decoder.run({
    latents: new Tensor('float32', planes, [frames.length, channels, grid.rows, grid.columns]),
  });
  const values = 3 * bucket.height * bucket.width;
  const pictures: Picture[] = [];
  for (let start = 0; start < decoded.length; start += values) {
    const pixels = decoded.subarray(start, start + values);
    if (!finish || model.finisher === undefined) {
      pictures.push(planesToPicture(pixels, bucket, 1));
      continue;
    }
    // One at a time: what it works with is large, and a batch would cost more memory and a third more time.
    const finished = await model.finisher.run({
      pixels: new Tensor('float32', pixels, [1, 3, bucket.height, bucket.width]),
    });
    pictures.push(planesToPicture(finished, bucket, Math.round(Math.sqrt(finished.length / values))));
  }
  return pictures;
}
