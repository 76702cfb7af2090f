import type { TrackId, TransitionId } from '../lib/ids.ts';
import type { Timeline, Track } from '../project/schema.ts';
import type { Transition } from '../project/transition.ts';
import { frames, type Frames } from '../time/rate.ts';
import { findTrack } from './clips.ts';
import { clipsAtEdit } from './find-clips.ts';
import { framesAhead, framesBehind, type SourceSpan } from './handles.ts';
import { edited, refused, type EditResult } from './result.ts';

/** How far a transition may reach to either side of an edit, and where it stands. */
export interface TransitionRoom {
  readonly before: number;
  readonly after: number;
  /** Whether clips meet there; else it is a lone head or tail. */
  readonly isCut: boolean;
}

/**
 * The most a transition at an edit may reach, by the clips' lengths, their handles and the transitions beside it; undefined
 * where no clip begins or ends.
 *
 * @param without a transition that counts as not there, because it is the one that changes
 */
export function transitionRoom(
  { clips, transitions = [] }: Pick<Track, 'clips' | 'transitions'>,
  at: number,
  sourceSpan: SourceSpan,
  without?: TransitionId,
): TransitionRoom | undefined {
  const { left, right } = clipsAtEdit(clips, at);
  if (left === undefined && right === undefined) return undefined;
  const others = transitions.filter(({ id }) => id !== without);
  const free = {
    before: Math.min(...others.filter((one) => one.at < at).map((one) => at - one.at - one.after), Infinity),
    after: Math.min(...others.filter((one) => one.at > at).map((one) => one.at - one.before - at), Infinity),
  };
  const ahead = right === undefined ? Infinity : framesAhead(right, sourceSpan(right));
  const behind = left === undefined ? Infinity : framesBehind(left, sourceSpan(left));
  return {
    before: left === undefined ? 0 : Math.max(0, Math.min(left.length, ahead, free.before)),
    after: right === undefined ? 0 : Math.max(0, Math.min(right.length, behind, free.after)),
    isCut: left !== undefined && right !== undefined,
  };
}

function withTransitions(timeline: Timeline, track: Track, transitions: readonly Transition[]): Timeline {
  const made = { ...track, transitions: [...transitions].sort((a, b) => a.at - b.at) };
  return { ...timeline, tracks: timeline.tracks.map((one) => (one === track ? made : one)) };
}

export interface NewTransition {
  readonly trackId: TrackId;
  readonly id: TransitionId;
  readonly kind: Transition['kind'];
  readonly at: Frames;
  /** Frames it takes altogether; fewer where handles or clips are shorter. At a cut it is centred as far as they allow. */
  readonly length: number;
  readonly colour?: Transition['colour'];
  readonly direction?: Transition['direction'];
  readonly sourceSpan: SourceSpan;
}

/** As much of a length as fits, centred on the edit where both sides have room. */
function divided(length: number, room: TransitionRoom): { before: Frames; after: Frames } {
  const half = room.isCut ? Math.floor(length / 2) : room.before > 0 ? length : 0;
  const before = Math.min(room.before, Math.max(half, length - room.after));
  return { before: frames(before), after: frames(Math.min(room.after, length - before)) };
}

/**
 * Puts a transition on an edit; one that is there already gives way. Refused where there are no handles: nothing of either
 * clip's source lies beyond what it shows, so that the two could be seen together.
 */
export function addTransition(timeline: Timeline, added: NewTransition): EditResult {
  const { trackId, id, kind, at, length, colour, direction, sourceSpan } = added;
  const track = findTrack(timeline, trackId);
  if (track === undefined) return refused('track.missing');
  if (track.locked === true) return refused('track.locked');
  if (length < 1) return refused('length.empty');
  const there = (track.transitions ?? []).find((one) => one.at === at);
  const room = transitionRoom(track, at, sourceSpan, there?.id);
  if (room === undefined) return refused('edit.missing');
  const all = timeline.tracks.flatMap(({ transitions = [] }) => transitions);
  if (all.some((one) => one.id === id && one !== there)) return refused('id.taken');
  const extent = divided(length, room);
  if (extent.before + extent.after < 1) {
    const free = transitionRoom({ clips: track.clips }, at, sourceSpan);
    return refused(
      (free?.before ?? 0) + (free?.after ?? 0) > 0 ? 'transition.taken' : 'transition.noHandles',
    );
  }
  const made: Transition = {
    id,
    kind,
    at,
    ...extent,
    ...(colour === undefined ? {} : { colour }),
    ...(direction === undefined ? {} : { direction }),
  };
  const others = (track.transitions ?? []).filter((one) => one !== there);
  return edited(withTransitions(timeline, track, [...others, made]));
}

function findTransition(
  timeline: Timeline,
  id: TransitionId,
): { track: Track; transition: Transition } | undefined {
  for (const track of timeline.tracks) {
    const transition = track.transitions?.find((one) => one.id === id);
    if (transition !== undefined) return { track, transition };
  }
  return undefined;
}

export interface TransitionChange {
  readonly id: TransitionId;
  readonly kind?: Transition['kind'];
  readonly before?: number;
  readonly after?: number;
  readonly colour?: string;
  readonly direction?: NonNullable<Transition['direction']>;
  readonly sourceSpan: SourceSpan;
}

/** Changes a transition; an edge is drawn as far as clips, handles and neighbours let it, and no further. */
export function changeTransition(
  timeline: Timeline,
  { id, before, after, sourceSpan, ...change }: TransitionChange,
): EditResult {
  const found = findTransition(timeline, id);
  if (found === undefined) return refused('transition.missing');
  const { track, transition } = found;
  if (track.locked === true) return refused('track.locked');
  const room = transitionRoom(track, transition.at, sourceSpan, id);
  if (room === undefined) return refused('edit.missing');
  const made = {
    ...transition,
    ...change,
    before: frames(Math.max(0, Math.min(room.before, before ?? transition.before))),
    after: frames(Math.max(0, Math.min(room.after, after ?? transition.after))),
  };
  if (made.before + made.after < 1) return refused('length.empty');
  const others = (track.transitions ?? []).filter((one) => one !== transition);
  return edited(withTransitions(timeline, track, [...others, made]));
}

export function removeTransitions(timeline: Timeline, ids: readonly TransitionId[]): EditResult {
  let current = timeline;
  for (const id of ids) {
    const found = findTransition(current, id);
    if (found === undefined) return refused('transition.missing');
    if (found.track.locked === true) return refused('track.locked');
    const left = (found.track.transitions ?? []).filter((one) => one !== found.transition);
    current = withTransitions(current, found.track, left);
  }
  return current === timeline ? refused('nothing.toDo') : edited(current);
}
