import { frames, type Rate } from '../../src-shared/time/rate.ts';
import { canDrop, timecodeOf } from '../../src-shared/time/timecode.ts';

/** Timecode as the window shows it: drop-frame where the rate has it, so that it keeps up with the clock. */
export function timecodeText(frame: number, rate: Rate): string {
  return timecodeOf(frames(Math.max(0, Math.round(frame))), { rate, drop: canDrop(rate) });
}

/** A difference with its sign: `+00:00:01:04`. */
export function deltaText(by: number, rate: Rate): string {
  return `${by < 0 ? '−' : '+'}${timecodeText(Math.abs(by), rate)}`;
}
