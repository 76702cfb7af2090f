import type { ClipId } from '../lib/ids.ts';
import { lastFrame } from '../project/invariants.ts';
import type { Clip, Timeline } from '../project/schema.ts';
import { frames, type Frames } from '../time/rate.ts';
import { headMoved } from './clip-time.ts';
import { cutAt, endOf, findClip, halves, withClips, type ClipPlace, type NewClipId } from './clips.ts';
import { framesAhead, framesBehind, type SourceSpan, type Span } from './handles.ts';
import { edited, refused, type EditResult } from './result.ts';
import { settled } from './settle.ts';

/** How many frames of the project a clip's source has; see `sourceLengthOf` in `project/sources.ts`. */
export type SourceLength = (clip: Clip) => number;

/** Where an edge may go: the first and the last allowed frame. */
export interface EdgeRange {
  readonly least: Frames;
  readonly most: Frames;
}

/** What is known of a clip's source: both its ends, its end alone, or nothing but that it begins at 0. */
interface Known {
  readonly sourceSpan?: SourceSpan;
  readonly sourceLength?: SourceLength;
}

function spanOf({ sourceSpan, sourceLength }: Known, clip: Clip): Span {
  return sourceSpan?.(clip) ?? { from: 0, to: sourceLength?.(clip) ?? Infinity };
}

function headRange({ track, clip, index }: ClipPlace, span: Span): EdgeRange {
  const before = track.clips[index - 1];
  const free = before === undefined ? 0 : endOf(before);
  return {
    least: frames(Math.max(free, clip.start - framesAhead(clip, span))),
    most: frames(endOf(clip) - 1),
  };
}

function tailRange({ track, clip, index }: ClipPlace, span: Span): EdgeRange {
  const after = track.clips[index + 1];
  const free = after === undefined ? lastFrame : after.start;
  const exhausted = endOf(clip) + framesBehind(clip, span);
  return { least: frames(clip.start + 1), most: frames(Math.min(free, exhausted)) };
}

/** Where a drag of a clip's head may end, its first frame counted; undefined without such a clip. */
export function headEdgeRange(
  timeline: Timeline,
  clipId: ClipId,
  sourceSpan?: SourceSpan,
): EdgeRange | undefined {
  const place = findClip(timeline, clipId);
  if (place === undefined) return undefined;
  return headRange(place, sourceSpan?.(place.clip) ?? { from: 0, to: Infinity });
}

/** Where a drag of a clip's tail may end, counted as the first frame after it. */
export function tailEdgeRange(
  timeline: Timeline,
  clipId: ClipId,
  sourceLength: SourceLength,
): EdgeRange | undefined {
  const place = findClip(timeline, clipId);
  return place === undefined ? undefined : tailRange(place, spanOf({ sourceLength }, place.clip));
}

function replaced(timeline: Timeline, { track, index }: ClipPlace, clips: readonly Clip[]): EditResult {
  return withClips(timeline, track.id, [
    ...track.clips.slice(0, index),
    ...clips,
    ...track.clips.slice(index + 1),
  ]);
}

/** Moves a clip's first frame to `to`: its pictures stay where they are, fewer or more of them show. Nothing else moves. */
export function trimHead(
  timeline: Timeline,
  { clipId, to, ...known }: { clipId: ClipId; to: Frames } & Known,
): EditResult {
  const place = findClip(timeline, clipId);
  if (place === undefined) return refused('clip.missing');
  const { clip } = place;
  if (to === clip.start) return refused('nothing.toDo');
  if (to >= endOf(clip)) return refused('length.empty');
  if (to < 0) return refused('place.beforeStart');
  const by = to - clip.start;
  const span = spanOf(known, clip);
  if (-by > framesAhead(clip, span)) return refused('source.tooShort');
  if (to < headRange(place, span).least) return refused('place.taken');
  return settled(timeline, replaced(timeline, place, [headMoved(clip, by)]), (one) => spanOf(known, one));
}

/** Moves the frame after a clip's last to `to`. Nothing else moves. */
export function trimTail(
  timeline: Timeline,
  { clipId, to, ...known }: { clipId: ClipId; to: Frames } & Known,
): EditResult {
  const place = findClip(timeline, clipId);
  if (place === undefined) return refused('clip.missing');
  const { clip } = place;
  const length = to - clip.start;
  const span = spanOf(known, clip);
  if (length === clip.length) return refused('nothing.toDo');
  if (length < 1) return refused('length.empty');
  if (length - clip.length > framesBehind(clip, span)) return refused('source.tooShort');
  if (to > tailRange(place, span).most) return refused(to > lastFrame ? 'place.tooFar' : 'place.taken');
  const trimmed = replaced(timeline, place, [{ ...clip, length: frames(length) }]);
  return settled(timeline, trimmed, (one) => spanOf(known, one));
}

/** Cuts a clip in two; both show the same pictures as before. */
export function splitClip(
  timeline: Timeline,
  { clipId, at, newId }: { clipId: ClipId; at: Frames; newId: NewClipId },
): EditResult {
  const place = findClip(timeline, clipId);
  if (place === undefined) return refused('clip.missing');
  if (at <= place.clip.start || at >= endOf(place.clip)) return refused('split.outside');
  return settled(timeline, replaced(timeline, place, halves(place.clip, at, newId)));
}

/** Cuts whatever lies under a frame, on all tracks that are not locked. */
export function splitAll(timeline: Timeline, { at, newId }: { at: Frames; newId: NewClipId }): EditResult {
  const tracks = timeline.tracks.map((track) => {
    const isSpanned = track.clips.some((clip) => clip.start < at && at < endOf(clip));
    return isSpanned && track.locked !== true ? { ...track, clips: cutAt(track.clips, at, newId) } : track;
  });
  if (tracks.every((track, index) => track === timeline.tracks[index])) return refused('split.outside');
  return settled(timeline, edited({ ...timeline, tracks }));
}
