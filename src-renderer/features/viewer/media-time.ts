import type { Rate } from '../../../src-shared/time/rate.ts';

/** Seconds of the middle of a frame: the one place in it where a seek can't land on a neighbour by rounding. */
export function middleOfFrame(frame: number, rate: Rate): number {
  return ((frame + 0.5) * rate.den) / rate.num;
}
