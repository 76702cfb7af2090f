import type { StreamHalf } from '../ltx.ts';
import type { StreamState } from '../wan.ts';

/** Values a convolution over time, height and width looks at for each of its results (3 x 3 x 3). */
const kernel = 27;

/** Input, state and results of the layer at work, and what lies between two. */
const copies = 10;

/**
 * Bytes a streaming codec needs for each latent cell of one latent frame: its state, which every call overwrites, and the
 * largest layer at work. ONNX Runtime lays out all that a convolution looks at before it multiplies (im2col), which is as
 * much again as the layer's own values; convolutions over time see one frame after another. Against real peaks of tiny
 * packs: 0.9 and 1.1 (`engine/memory.test.ts`).
 *
 * @param group pictures of a latent frame.
 */
export function streamBytesPerCell(states: readonly StreamState[], group: number): number {
  const state = states.reduce((sum, { channels, frames, scale }) => sum + channels * frames * scale ** 2, 0);
  const widest = states.reduce((most, { channels, scale }) => Math.max(most, channels * scale ** 2), 0);
  const working = widest * (kernel + copies * (group + 2));
  return (state + working) * Float32Array.BYTES_PER_ELEMENT;
}

/** A row, the same normalised, three frames side by side for each, what comes out, and what lies between two. */
const rowCopies = 10;

/** Latent frames that LTX's autoencoder takes in with a call. */
export const latentsPerCall = 2;

/**
 * Bytes LTX's autoencoder needs for each latent cell of a picture: its rows, which every call overwrites, and the largest
 * layer at work on `latentsPerCall` latent frames.
 *
 * @param frames pictures of a latent frame as the clip comes in: 1 of a decoder, a group of an encoder.
 */
export function ltxStreamBytesPerCell({ layers }: StreamHalf, frames: number): number {
  let rows = 0;
  let working = 0;
  let each = frames;
  for (const { kind, channels, scale } of layers) {
    const values = channels * scale ** 2;
    rows += values * 2 * (kind === 'residual' ? 2 : 1);
    working = Math.max(working, values * (each * latentsPerCall + 2) * rowCopies);
    if (kind === 'grow') each *= 2;
    if (kind === 'shrink') each /= 2;
  }
  return (rows + working) * Float32Array.BYTES_PER_ELEMENT;
}
