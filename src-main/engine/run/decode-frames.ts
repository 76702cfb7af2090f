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
  let pixels = await model.decoder.run({
    latents: new Tensor('float32', planes, [frames.length, channels, grid.rows, grid.columns]),
  });
  if (finish && model.finisher !== undefined) {
    pixels = await model.finisher.run({
      pixels: new Tensor('float32', pixels, [frames.length, 3, bucket.height, bucket.width]),
    });
  }
  const pictureValues = pixels.length / frames.length;
  const scale = Math.round(Math.sqrt(pictureValues / (3 * bucket.width * bucket.height)));
  return frames.map((_, at) =>
    planesToPicture(pixels.subarray(at * pictureValues, (at + 1) * pictureValues), bucket, scale),
  );
}
