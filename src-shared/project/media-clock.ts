import { footageFrameAt } from '../time/conform-frames.ts';
import { frames, type Rate } from '../time/rate.ts';
import { canDrop, nominalRate, timecodeOf } from '../time/timecode.ts';
import type { Media } from './schema.ts';

/**
 * What the camera's clock showed at a frame of a film, counted at the project's rate from the film's beginning; undefined
 * where the film has no clock.
 */
export function clockAt(
  { timecode, rate: footage, frames: count }: Pick<Media, 'timecode' | 'rate' | 'frames'>,
  frame: number,
  rate: Rate,
): string | undefined {
  if (timecode === undefined) return undefined;
  const { frame: first, base, dropFrame } = timecode;
  const shown = footageFrameAt(frames(Math.max(0, Math.round(frame))), rate, footage, count);
  // A clock may count slower than the pictures come: 25 to the second beside 50.
  const counted = Math.floor((shown * base) / nominalRate(footage));
  const dropping: Rate = { num: base * 1000, den: 1001 };
  const drop = dropFrame && canDrop(dropping);
  return timecodeOf(frames(first + counted), { rate: drop ? dropping : { num: base, den: 1 }, drop });
}
