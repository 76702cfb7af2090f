import type { StreamState } from '../wan.ts';

/** Values a convolution over time, height and width looks at for each of its results (3 x 3 x 3). */
const kernel = 27;

/** Input, state and results of the layer at work, and what lies between two. */
const copies = 5;

/**
 * Bytes a streaming codec needs for each latent cell of one latent frame: its state, which goes in and comes out of every
 * call, and the largest convolution at work. ONNX Runtime lays out all that a convolution looks at before it multiplies
 * (im2col), which is by far the largest part. Against real peaks of tiny packs: 0.91 and 1.23 (`engine/memory.test.ts`).
 *
 * @param group pictures of a latent frame.
 */
export function streamBytesPerCell(states: readonly StreamState[], group: number): number {
  const state = states.reduce((sum, { channels, frames, scale }) => sum + channels * frames * scale ** 2, 0);
  const widest = states.reduce((most, { channels, scale }) => Math.max(most, channels * scale ** 2), 0);
  const working = widest * (kernel * group + copies * (group + 2));
  return (state * 2 + working) * Float32Array.BYTES_PER_ELEMENT;
}
