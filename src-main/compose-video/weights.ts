import { writeFile } from 'node:fs/promises';
import type { Size } from '../../src-shared/generation/request.ts';
import { rateText } from '../../src-shared/time/rate.ts';
import type { Rate } from '../../src-shared/time/rate.ts';
import { rawVideoFile } from '../media/ffmpeg-input.ts';

/**
 * How much of a picture is there, frame by frame, as a tiny grey film: one sample for all of it, a row of samples for its
 * columns, or a column for its rows. Spread over the picture it is multiplied into its opacity, so that whatever changes
 * from frame to frame (opacity, fades, crops, wipes) is computed here and exact to the frame.
 */
export interface Weights {
  readonly size: Size;
  /** Samples of a frame, 0 to 1, `size.width * size.height` of them. */
  readonly sample: (frame: number) => ArrayLike<number>;
}

/** The same everywhere, changing with time. */
export function evenWeights(at: (frame: number) => number): Weights {
  return { size: { width: 1, height: 1 }, sample: (frame) => [at(frame)] };
}

/** What of each of `length` pixels lies between two edges given as shares of the whole. */
export function coverage(length: number, from: number, to: number): Float64Array {
  const weights = new Float64Array(length);
  for (let index = 0; index < length; index += 1) {
    weights[index] = Math.max(0, Math.min(index + 1, to * length) - Math.max(index, from * length));
  }
  return weights;
}

export function acrossWeights(length: number, at: (frame: number) => ArrayLike<number>): Weights {
  return { size: { width: length, height: 1 }, sample: at };
}

export function downWeights(length: number, at: (frame: number) => ArrayLike<number>): Weights {
  return { size: { width: 1, height: length }, sample: at };
}

/** Writes `count` frames of weights and gives back the input that reads them. */
export async function weightsInput(
  path: string,
  { size, sample }: Weights,
  count: number,
  rate: Rate,
): Promise<string[]> {
  const each = size.width * size.height;
  const bytes = new Uint8Array(each * count);
  for (let frame = 0; frame < count; frame += 1) {
    const samples = sample(frame);
    for (let index = 0; index < each; index += 1) {
      bytes[frame * each + index] = Math.round(255 * Math.max(0, Math.min(1, samples[index] ?? 0)));
    }
  }
  await writeFile(path, bytes);
  return rawVideoFile(path, 'gray', size, rateText(rate));
}
