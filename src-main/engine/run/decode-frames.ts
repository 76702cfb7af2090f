import { Tensor } from 'onnxruntime-node';
import { tokensToPlanes } from './latents.ts';
import { planesToPicture, type Picture } from './pixels.ts';
import type { RunContext } from './run-context.ts';

/**
 * Latents of a few frames to what the decoder draws, [3, height, width] of the bucket each, in about [-1, 1].
 *
 * @param frames tokens per frame; memory grows with their number, so callers pass few at a time.
 */
export async function decodePlanes(
  { model, bucket, grid, frameValues }: RunContext,
  frames: readonly Float32Array[],
): Promise<Float32Array[]> {
  const { channels } = model.manifest.latent;
  const planes = new Float32Array(frames.length * frameValues);
  for (const [at, tokens] of frames.entries()) tokensToPlanes(tokens, channels, planes, at * frameValues);
  const decoded = await model.decoder.run({
    latents: new Tensor('float32', planes, [frames.length, channels, grid.rows, grid.columns]),
  });
  const values = 3 * bucket.height * bucket.width;
  return frames.map((_, at) => decoded.subarray(at * values, (at + 1) * values));
}

/**
 * One decoded frame as a picture.
 *
 * @param finish run the pack's finisher, where it has one; one frame at a time, because what it works with is large, and a
 *   batch would cost more memory and a third more time.
 */
export async function drawPicture(
  { model, bucket }: RunContext,
  pixels: Float32Array,
  finish: boolean,
): Promise<Picture> {
  if (!finish || model.finisher === undefined) return planesToPicture(pixels, bucket, 1);
  const finished = await model.finisher.run({
    pixels: new Tensor('float32', pixels, [1, 3, bucket.height, bucket.width]),
  });
  return planesToPicture(finished, bucket, Math.round(Math.sqrt(finished.length / pixels.length)));
}
