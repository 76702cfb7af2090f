import { frames, type Frames, type Rate } from './rate.ts';

/** How footage of one rate lies on a timeline of another: by time, each picture shown from its own moment on. */

/** Length on a timeline of `count` frames of footage: the nearest whole number of frames, at least 1 if there is one. */
export function conformedLength(count: Frames, from: Rate, to: Rate): Frames {
  if (count === 0 || isSame(from, to)) return count;
  const exact = (BigInt(count) * ticks(to, from) * 2n + ticks(from, to)) / (2n * ticks(from, to));
  return frames(Math.max(1, Number(exact)));
}

/**
 * Which frame of the footage is on screen at a frame counted at the timeline's rate, both from the footage's beginning:
 * floor(at * footage rate / timeline rate), never beyond the last.
 */
export function footageFrameAt(at: Frames, timeline: Rate, footage: Rate, count: Frames): Frames {
  const exact = isSame(timeline, footage)
    ? at
    : Number((BigInt(at) * ticks(footage, timeline)) / ticks(timeline, footage));
  return frames(Math.max(0, Math.min(count - 1, exact)));
}

function isSame(a: Rate, b: Rate): boolean {
  return a.num === b.num && a.den === b.den;
}

/** `rate` in units in which `other` is whole too. Big integers: 1e9 frames at 60000/1001 leave the exact range of doubles. */
function ticks(rate: Rate, other: Rate): bigint {
  return BigInt(rate.num) * BigInt(other.den);
}
