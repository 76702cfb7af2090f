import type { Clip, Track } from '../project/schema.ts';
import type { Transition } from '../project/transition.ts';
import { clipsAtEdit } from './find-clips.ts';

/** A transition with the clips it leads from and to; one of them may be nothing. */
export interface Passage {
  readonly transition: Transition;
  readonly from: number;
  /** First frame behind it. */
  readonly to: number;
  readonly leaving: Clip | undefined;
  readonly coming: Clip | undefined;
}

/** undefined for a transition that stands at no edit: it is as if it were not there. */
export function passageOf(clips: readonly Clip[], transition: Transition): Passage | undefined {
  const { at, before, after } = transition;
  const { left, right } = clipsAtEdit(clips, at);
  if (left === undefined && right === undefined) return undefined;
  if (before + after < 1) return undefined;
  if ((left === undefined && before > 0) || (right === undefined && after > 0)) return undefined;
  return { transition, from: at - before, to: at + after, leaving: left, coming: right };
}

/** The passage a frame of a track lies in. */
export function passageAt(
  { clips, transitions = [] }: Pick<Track, 'clips' | 'transitions'>,
  frame: number,
): Passage | undefined {
  for (const transition of transitions) {
    const { at, before, after } = transition;
    if (frame < at - before || frame >= at + after) continue;
    const passage = passageOf(clips, transition);
    if (passage !== undefined) return passage;
  }
  return undefined;
}

/** How far a passage has come at a moment: 0 = only what leaves, 1 = only what comes. A picture's is its frame's middle. */
export function progressAt({ from, to }: Pick<Passage, 'from' | 'to'>, moment: number): number {
  return Math.max(0, Math.min(1, (moment - from) / (to - from)));
}
