import { Tensor } from 'onnxruntime-node';
import { planesToTokens } from './latents.ts';
import { pictureToPlanes } from './pixels.ts';
import type { RunContext } from './run-context.ts';

/**
 * Pictures to latents, one at a time (the codec works frame by frame, so batching would only cost memory).
 *
 * @param pictures RGB24 at the bucket's visible size, one after another in the order of `indices`.
 * @param latents where each frame's tokens are put, by model frame index.
 * @param wanted indices that are encoded; absent = all.
 */
export async function encodeFrames(
  { model, bucket, grid, frameValues, reports }: RunContext,
  pictures: Uint8Array,
  indices: readonly number[],
  latents: Map<number, Float32Array>,
  wanted?: ReadonlySet<number>,
): Promise<void> {
  const { channels } = model.manifest.latent;
  const pictureBytes = bucket.visible.width * bucket.visible.height * 3;
  const planes = new Float32Array(3 * bucket.width * bucket.height);
  for (const [at, index] of indices.entries()) {
    if (wanted?.has(index) === false) continue;
    await reports.checkpoint();
    pictureToPlanes(pictures.subarray(at * pictureBytes, (at + 1) * pictureBytes), bucket, planes, 0);
    const encoded = await model.encoder.run({
      pixels: new Tensor('float32', planes, [1, 3, bucket.height, bucket.width]),
    });
    const tokens = new Float32Array(frameValues);
    planesToTokens(encoded.subarray(0, grid.rows * grid.columns * channels), channels, tokens, 0);
    latents.set(index, tokens);
  }
}
