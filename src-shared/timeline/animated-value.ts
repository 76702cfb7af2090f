import { assertNever } from '../lib/assert-never.ts';
import type { Animated, Ease, Keyframe } from '../project/animation.ts';

/** How far a value has come when `share` (0 to 1) of the time to the next keyframe has passed: 0 to 1. */
export function eased(ease: Ease, share: number): number {
  switch (ease) {
    case 'linear':
      return share;
    case 'hold':
      return 0;
    case 'ease-in':
      return share * share;
    case 'ease-out':
      return share * (2 - share);
    case 'ease':
      return share * share * (3 - 2 * share);
    default:
      return assertNever(ease);
  }
}

/** The last keyframe at or before a frame: its index, -1 before the first one. */
export function keyframeBefore(keyframes: readonly Keyframe[], frame: number): number {
  let low = 0;
  let high = keyframes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keyframes[middle]?.frame ?? Infinity) <= frame) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * A property's value at a frame of its clip, which may lie between two frames (sound is finer than pictures). Before the
 * first keyframe its value holds, after the last one that one's.
 *
 * @param usual what the property is where the clip does not say
 */
export function valueAt(animated: Animated | undefined, frame: number, usual: number): number {
  if (animated === undefined) return usual;
  if (typeof animated === 'number') return animated;
  const index = keyframeBefore(animated, frame);
  const from = animated[Math.max(0, index)];
  const to = animated[index + 1];
  if (from === undefined) return usual;
  if (index < 0 || to === undefined) return from.value;
  const share = (frame - from.frame) / (to.frame - from.frame);
  return from.value + (to.value - from.value) * eased(from.ease, share);
}
