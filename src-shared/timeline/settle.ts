import { branded } from '../lib/brand.ts';
import type { LinkId } from '../lib/ids.ts';
import type { Clip, Timeline, Track } from '../project/schema.ts';
import type { Transition } from '../project/transition.ts';
import { frames } from '../time/rate.ts';
import { clipsAtEdit } from './find-clips.ts';
import { framesAhead, framesBehind, type SourceSpan } from './handles.ts';
import { passageOf } from './passages.ts';
import { edited, refused, type EditResult } from './result.ts';

/** Where nobody knows how long a source is, its end is not checked: what is missing there stands still. */
const endless: SourceSpan = () => ({ from: 0, to: Infinity });

interface Place {
  readonly track: Track;
  readonly clip: Clip;
}

function placesOf(timeline: Timeline): Map<string, Place> {
  return new Map(
    timeline.tracks.flatMap((track) => track.clips.map((clip) => [clip.id, { track, clip }] as const)),
  );
}

/** Whether a clip is the one that was there, or the part of it that a cut has left at this side. */
function isStill(now: Clip | undefined, then: Clip | undefined, known: ReadonlyMap<string, Place>): boolean {
  if (now === undefined || then === undefined) return now === then;
  return now.id === then.id || (now.source === then.source && !known.has(now.id));
}

/** A transition no longer than its clips and their handles allow; undefined where nothing is left of it. */
export function fitted(
  clips: readonly Clip[],
  transition: Transition,
  sourceSpan: SourceSpan = endless,
): Transition | undefined {
  const { left, right } = clipsAtEdit(clips, transition.at);
  // A side that is nothing needs no frames, and the passage does not reach into it.
  const before =
    left === undefined
      ? 0
      : Math.min(
          transition.before,
          left.length,
          right === undefined ? Infinity : framesAhead(right, sourceSpan(right)),
        );
  const after =
    right === undefined
      ? 0
      : Math.min(
          transition.after,
          right.length,
          left === undefined ? Infinity : framesBehind(left, sourceSpan(left)),
        );
  if (before === transition.before && after === transition.after) return transition;
  const made = { ...transition, before: frames(before), after: frames(after) };
  return passageOf(clips, made) === undefined ? undefined : made;
}

/** In order, none reaching into the one before it. */
function apart(transitions: readonly Transition[]): Transition[] {
  const kept: Transition[] = [];
  let end = 0;
  for (const transition of [...transitions].sort((a, b) => a.at - b.at)) {
    const before = Math.min(transition.before, transition.at - end);
    if (before < 0 || before + transition.after < 1) continue;
    kept.push(before === transition.before ? transition : { ...transition, before: frames(before) });
    end = transition.at + transition.after;
  }
  return kept;
}

function sameList(a: readonly Transition[] | undefined, b: readonly Transition[]): boolean {
  return (a ?? []).length === b.length && b.every((one, index) => one === a?.[index]);
}

/** Transitions go where the clips of their edit went, shrink with their handles, and go with their edit. */
function withTransitions(before: Timeline, after: Timeline, sourceSpan: SourceSpan | undefined): Timeline {
  if (before.tracks.every(({ transitions = [] }) => transitions.length === 0)) return after;
  const then = placesOf(before);
  const now = placesOf(after);
  const kept = new Map<string, Transition[]>();
  for (const track of before.tracks) {
    for (const transition of track.transitions ?? []) {
      const passage = passageOf(track.clips, transition);
      if (passage === undefined) continue;
      const { leaving, coming } = passage;
      const right = coming === undefined ? undefined : now.get(coming.id);
      const left = leaving === undefined ? undefined : now.get(leaving.id);
      const places: (readonly [Track, number] | undefined)[] = [
        right && [right.track, right.clip.start],
        left && [left.track, left.clip.start + left.clip.length],
        // The part a cut has left at a clip's end has an id of its own.
        [after.tracks.find(({ id }) => id === track.id) ?? track, transition.at],
      ];
      for (const place of places) {
        if (place === undefined) continue;
        const [onto, at] = place;
        const edit = clipsAtEdit(onto.clips, at);
        if (!isStill(edit.left, leaving, then) || !isStill(edit.right, coming, then)) continue;
        const moved = at === transition.at ? transition : { ...transition, at: frames(at) };
        const made = fitted(onto.clips, moved, sourceSpan);
        if (made !== undefined) kept.set(onto.id, [...(kept.get(onto.id) ?? []), made]);
        break;
      }
    }
  }
  return {
    ...after,
    tracks: after.tracks.map((track) => {
      const transitions = apart(kept.get(track.id) ?? []);
      return sameList(track.transitions, transitions) ? track : { ...track, transitions };
    }),
  };
}

/** Parts and copies of linked clips are linked with each other, no longer with those they came from. */
function withLinks(before: Timeline, after: Timeline): Timeline {
  const then = new Map<string, LinkId | undefined>();
  const links = new Set<LinkId>();
  for (const { clips } of before.tracks) {
    for (const { id, linkId } of clips) {
      then.set(id, linkId);
      if (linkId !== undefined) links.add(linkId);
    }
  }
  if (links.size === 0) return after;
  const fresh = new Map<LinkId, LinkId>();
  const relinked = (clip: Clip): Clip => {
    const { id, linkId } = clip;
    if (linkId === undefined || then.has(id) || !links.has(linkId)) return clip;
    const link = fresh.get(linkId) ?? branded<LinkId>(id);
    fresh.set(linkId, link);
    return { ...clip, linkId: link };
  };
  const tracks = after.tracks.map((track) => {
    if (before.tracks.some(({ clips }) => clips === track.clips)) return track;
    const clips = track.clips.map(relinked);
    return clips.every((clip, index) => clip === track.clips[index]) ? track : { ...track, clips };
  });
  return fresh.size === 0 ? after : { ...after, tracks };
}

function touchesLocked(before: Timeline, after: Timeline): boolean {
  const now = new Map(after.tracks.map((track) => [track.id, track]));
  return before.tracks.some((track) => track.locked === true && now.get(track.id)?.clips !== track.clips);
}

/**
 * What every edit of clips ends with: it is refused where it has changed a locked track, and what hangs on clips
 * (transitions, links) is brought after them.
 */
export function settled(before: Timeline, result: EditResult, sourceSpan?: SourceSpan): EditResult {
  if (!result.ok) return result;
  if (touchesLocked(before, result.timeline)) return refused('track.locked');
  return edited(withTransitions(before, withLinks(before, result.timeline), sourceSpan));
}
