import type { Clip } from '../project/schema.ts';

/** 0 at the beginning of `length`, 1 at its end, both outside as well; 1 where there is no length. */
export function ramp(passed: number, length: number): number {
  return length <= 0 ? 1 : Math.max(0, Math.min(1, passed / length));
}

/**
 * How much of a clip is there by its fades: 0 to 1. `moment` is counted from the clip's beginning in frames and parts of
 * them; a picture is measured at the middle of its frame, so that the frames of a fade are as far from nothing at its
 * beginning as from everything at its end.
 */
export function fadeAt(clip: Pick<Clip, 'length' | 'fadeIn' | 'fadeOut'>, moment: number): number {
  const { length, fadeIn = 0, fadeOut = 0 } = clip;
  // Where a passage shows more of a clip than it has, the fade stays as it is at its edge.
  const within = moment < 0 ? 0.5 : moment > length ? length - 0.5 : moment;
  return ramp(within, Math.min(fadeIn, length)) * ramp(length - within, Math.min(fadeOut, length));
}
