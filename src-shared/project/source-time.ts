import type { Clip } from './schema.ts';

/** The fields of a clip that say which frame of its source it shows when. */
export type SourceTime = Pick<Clip, 'sourceIn' | 'speed' | 'reverse' | 'freeze'>;

/**
 * The moment of a source that a clip shows `at` frames after its first one, in frames of the project from the source's
 * beginning, as an exact fraction: `num / den`, `den` > 0. `at` may lie outside the clip (less than 0, beyond its length):
 * that is the material a trim would bring back, or a transition needs.
 *
 * In reverse, the moments are those of the mirrored clip, so that a picture of footage at any rate is the same one.
 */
export function sourceMoment(
  { sourceIn, speed, reverse, freeze }: SourceTime,
  at: number,
): { readonly num: number; readonly den: number } {
  if (freeze === true) return { num: sourceIn, den: 1 };
  const num = speed?.num ?? 1;
  const den = speed?.den ?? 1;
  const passed = (speed?.phase ?? 0) + at * num;
  return { num: sourceIn * den + (reverse === true ? den - 1 - passed : passed), den };
}

/** The same as a whole frame: the one that is on screen. Exact for every document the schema lets in (below 2^53). */
export function sourcePosition(clip: SourceTime, at: number): number {
  const { num, den } = sourceMoment(clip, at);
  return Math.floor(num / den);
}

/** First and last frame of the source that a clip uses. */
export function sourceReach(clip: SourceTime & Pick<Clip, 'length'>): {
  readonly first: number;
  readonly last: number;
} {
  const head = sourcePosition(clip, 0);
  const tail = sourcePosition(clip, clip.length - 1);
  return { first: Math.min(head, tail), last: Math.max(head, tail) };
}
