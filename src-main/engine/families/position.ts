import type { AnimaticManifest } from '../../../src-shared/pack/schema.ts';

/** Where the frames of a window lie in time. */
export interface WindowTimes {
  /** Seconds of each frame since the first of the window. */
  readonly seconds: readonly number[];
  /** Duration of the closed loop the window lies on; undefined for an open shot. */
  readonly loopSeconds: number | undefined;
}

export interface Grid {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Rotary tables of a window, for every head and both guidance branches.
 *
 * Angles are computed in double precision; pairs are laid out as time | row | column; rows and columns count from the
 * picture's centre. On a loop the time frequencies are rounded to whole turns over its duration (halves up), so that
 * attention is exactly cyclic.
 *
 * @returns cos and sin, each [frames * rows * columns, headDim / 2], frame-major then row-major.
 */
export function ropeTables(
  position: AnimaticManifest['position'],
  { seconds, loopSeconds }: WindowTimes,
  { rows, columns }: Grid,
): { cos: Float32Array; sin: Float32Array } {
  const [time, row, column] = position.axes;
  const turn = loopSeconds === undefined ? undefined : (2 * Math.PI) / loopSeconds;
  const timeFrequencies =
    turn === undefined
      ? time.frequencies
      : time.frequencies.map((each) => Math.floor(each / turn + 0.5) * turn);
  const pairs = position.headDim / 2;
  const length = seconds.length * rows * columns * pairs;
  const cos = new Float32Array(length);
  const sin = new Float32Array(length);
  let at = 0;
  const put = (coordinate: number, frequencies: readonly number[]): void => {
    for (const frequency of frequencies) {
      cos[at] = Math.cos(coordinate * frequency);
      sin[at] = Math.sin(coordinate * frequency);
      at += 1;
    }
  };
  for (const moment of seconds) {
    for (let y = 0; y < rows; y += 1) {
      for (let x = 0; x < columns; x += 1) {
        put(moment, timeFrequencies);
        put(y - (rows - 1) / 2, row.frequencies);
        put(x - (columns - 1) / 2, column.frequencies);
      }
    }
  }
  return { cos, sin };
}

/** Features per frame in version 1 of the pack contract. */
export const timeFeatureCount = 8;

/**
 * Features of each frame's time: tau, tau^2, sin and cos of pi tau and 2 pi tau, the stride, and the loop flag.
 *
 * tau runs from -1 to 1 over the window and is 0 for a single frame; the stride is log2(mean step * 8 / s) / 3, so 0 at
 * eight frames per second and 1 at one. A closed loop has no beginning: its first six features are zero.
 *
 * @param step seconds between frames where the window has only one.
 * @returns [frames, 8].
 */
export function timeFeatures({ seconds, loopSeconds }: WindowTimes, step: number): Float32Array {
  const features = new Float32Array(seconds.length * timeFeatureCount);
  const first = seconds[0] ?? 0;
  const span = (seconds.at(-1) ?? first) - first;
  const meanStep = seconds.length > 1 ? span / (seconds.length - 1) : step;
  const stride = Math.log2(Math.max(meanStep, 1e-6) * 8) / 3;
  for (const [frame, moment] of seconds.entries()) {
    const at = frame * timeFeatureCount;
    if (loopSeconds === undefined) {
      const tau = span === 0 ? 0 : (2 * (moment - first)) / span - 1;
      const angle = Math.PI * tau;
      features.set(
        [tau, tau * tau, Math.sin(angle), Math.cos(angle), Math.sin(2 * angle), Math.cos(2 * angle)],
        at,
      );
    }
    features[at + 6] = stride;
    features[at + 7] = loopSeconds === undefined ? 0 : 1;
  }
  return features;
}
