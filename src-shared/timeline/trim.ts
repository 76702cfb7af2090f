import type { ClipId } from '../lib/ids.ts';
import { lastFrame } from '../project/invariants.ts';
import type { Clip, Timeline } from '../project/schema.ts';
import { frames, type Frames } from '../time/rate.ts';
import { endOf, findClip, halves, withClips, type ClipPlace, type NewClipId } from './clips.ts';
import { refused, type EditResult } from './result.ts';

/** How many frames of the project a clip's source has; see `sourceLengthOf` in `project/sources.ts`. */
export type SourceLength = (clip: Clip) => number;

/** Where an edge may go: the first and the last allowed frame. */
export interface EdgeRange {
  readonly least: Frames;
  readonly most: Frames;
}

function headRange({ track, clip, index }: ClipPlace): EdgeRange {
  const before = track.clips[index - 1];
  const free = before === undefined ? 0 : endOf(before);
  return {
    least: frames(Math.max(free, clip.start - clip.sourceIn)),
    most: frames(endOf(clip) - 1),
  };
}

function tailRange({ track, clip, index }: ClipPlace, sourceLength: SourceLength): EdgeRange {
  const after = track.clips[index + 1];
  const free = after === undefined ? lastFrame : after.start;
  const exhausted = clip.start + Math.max(clip.length, sourceLength(clip) - clip.sourceIn);
  return { least: frames(clip.start + 1), most: frames(Math.min(free, exhausted)) };
}

/** Where a drag of a clip's head may end, its first frame counted; undefined without such a clip. */
export function headEdgeRange(timeline: Timeline, clipId: ClipId): EdgeRange | undefined {
  const place = findClip(timeline, clipId);
  return place === undefined ? undefined : headRange(place);
}

/** Where a drag of a clip's tail may end, counted as the first frame after it. */
export function tailEdgeRange(
  timeline: Timeline,
  clipId: ClipId,
  sourceLength: SourceLength,
): EdgeRange | undefined {
  const place = findClip(timeline, clipId);
  return place === undefined ? undefined : tailRange(place, sourceLength);
}

function replaced(timeline: Timeline, { track, index }: ClipPlace, clips: readonly Clip[]): EditResult {
  return withClips(timeline, track.id, [
    ...track.clips.slice(0, index),
    ...clips,
    ...track.clips.slice(index + 1),
  ]);
}

/** Moves a clip's first frame to `to`: its pictures stay where they are, fewer or more of them show. Nothing else moves. */
export function trimHead(timeline: Timeline, { clipId, to }: { clipId: ClipId; to: Frames }): EditResult {
  const place = findClip(timeline, clipId);
  if (place === undefined) return refused('clip.missing');
  const { clip } = place;
  if (to === clip.start) return refused('nothing.toDo');
  if (to >= endOf(clip)) return refused('length.empty');
  if (to < 0) return refused('place.beforeStart');
  const by = to - clip.start;
  if (clip.sourceIn + by < 0) return refused('source.tooShort');
  if (to < headRange(place).least) return refused('place.taken');
  return replaced(timeline, place, [
    { ...clip, start: to, length: frames(clip.length - by), sourceIn: frames(clip.sourceIn + by) },
  ]);
}

/** Moves the frame after a clip's last to `to`. Nothing else moves. */
export function trimTail(
  timeline: Timeline,
  { clipId, to, sourceLength }: { clipId: ClipId; to: Frames; sourceLength: SourceLength },
): EditResult {
  const place = findClip(timeline, clipId);
  if (place === undefined) return refused('clip.missing');
  const { clip } = place;
  const length = to - clip.start;
  if (length === clip.length) return refused('nothing.toDo');
  if (length < 1) return refused('length.empty');
  if (length > clip.length && clip.sourceIn + length > sourceLength(clip)) return refused('source.tooShort');
  if (to > tailRange(place, sourceLength).most)
    return refused(to > lastFrame ? 'place.tooFar' : 'place.taken');
  return replaced(timeline, place, [{ ...clip, length: frames(length) }]);
}

/** Cuts a clip in two; both show the same pictures as before. */
export function splitClip(
  timeline: Timeline,
  { clipId, at, newId }: { clipId: ClipId; at: Frames; newId: NewClipId },
): EditResult {
  const place = findClip(timeline, clipId);
  if (place === undefined) return refused('clip.missing');
  if (at <= place.clip.start || at >= endOf(place.clip)) return refused('split.outside');
  return replaced(timeline, place, halves(place.clip, at, newId));
}

/** Cuts whatever lies under a frame, on all tracks. */
export function splitAll(timeline: Timeline, { at, newId }: { at: Frames; newId: NewClipId }): EditResult {
  let result: EditResult = refused('split.outside');
  let current = timeline;
  for (const track of timeline.tracks) {
    const clip = track.clips.find((candidate) => candidate.start < at && at < endOf(candidate));
    if (clip === undefined) continue;
    result = splitClip(current, { clipId: clip.id, at, newId });
    if (!result.ok) return result;
    current = result.timeline;
  }
  return result;
}
