import type { Rate } from '../../src-shared/time/rate.ts';

export interface DurationParts {
  readonly seconds: number;
  readonly frames: number;
}

/** Whole seconds and the frames left over, as editors speak of lengths. */
export function durationParts(length: number, rate: Rate): DurationParts {
  const seconds = Math.floor((length * rate.den) / rate.num);
  // The first frame that begins at or after that second; whole numbers, so that 30000/1001 loses none.
  const framesBefore = Math.ceil((seconds * rate.num) / rate.den);
  return { seconds, frames: Math.max(0, length - framesBefore) };
}

/** `2 s`, `2.5 s`: a length away from the timeline. */
export function secondsText(seconds: number): string {
  return String(Math.round(seconds * 100) / 100);
}
