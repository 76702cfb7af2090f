import type { ClipId, TrackId } from '../lib/ids.ts';
import type { Clip, Timeline, Track } from '../project/schema.ts';
import type { Frames } from '../time/rate.ts';
import { cleared, cutAt, endOf, findClip, findTrack, placed, shifted, trackEnd, withClips } from './clips.ts';
import type { NewClipId } from './clips.ts';
import { refused, type EditResult, type Refusal } from './result.ts';

/** A clip without a place, with an id of its own. Fields of a clip that is copied come along. */
export type NewClip = Pick<Clip, 'id' | 'name' | 'source' | 'length' | 'sourceIn'>;

export interface Placement {
  readonly trackId: TrackId;
  readonly clip: NewClip;
  readonly at: Frames;
  readonly newId: NewClipId;
}

function placementProblem(timeline: Timeline, clip: NewClip, at: number): Refusal | undefined {
  if (clip.length < 1) return 'length.empty';
  if (at < 0) return 'place.beforeStart';
  return findClip(timeline, clip.id) === undefined ? undefined : 'id.taken';
}

/** Makes room at a frame, cutting what lies there, and puts the clip in; everything after moves on by its length. */
export function insertClip(timeline: Timeline, { trackId, clip, at, newId }: Placement): EditResult {
  const track = findTrack(timeline, trackId);
  if (track === undefined) return refused('track.missing');
  const problem = placementProblem(timeline, clip, at);
  if (problem !== undefined) return refused(problem);
  const moved = shifted(cutAt(track.clips, at, newId), at, clip.length);
  return withClips(timeline, trackId, placed(moved, { ...clip, start: at }));
}

/** Puts the clip over what is there; nothing else moves. */
export function overwriteClip(timeline: Timeline, { trackId, clip, at, newId }: Placement): EditResult {
  const track = findTrack(timeline, trackId);
  if (track === undefined) return refused('track.missing');
  const problem = placementProblem(timeline, clip, at);
  if (problem !== undefined) return refused(problem);
  return withClips(timeline, trackId, overwritten(track, { ...clip, start: at }, newId));
}

function overwritten(track: Pick<Track, 'clips'>, clip: Clip, newId: NewClipId): Clip[] {
  return placed(cleared(track.clips, clip.start, endOf(clip), newId), clip);
}

/** Puts the clip after the last one of a track. */
export function appendClip(
  timeline: Timeline,
  { trackId, clip }: Pick<Placement, 'trackId' | 'clip'>,
): EditResult {
  const track = findTrack(timeline, trackId);
  if (track === undefined) return refused('track.missing');
  const at = trackEnd(track);
  const problem = placementProblem(timeline, clip, at);
  if (problem !== undefined) return refused(problem);
  return withClips(timeline, trackId, [...track.clips, { ...clip, start: at }]);
}

export interface Move {
  readonly clipId: ClipId;
  readonly trackId: TrackId;
  readonly start: Frames;
  /** What happens to what lies there: it is overwritten, it makes room, or the move is refused. */
  readonly onto: 'overwrite' | 'insert' | 'free';
  readonly newId: NewClipId;
}

/** Moves a clip in time and between tracks of its kind. Where it was, a gap stays. */
export function moveClip(timeline: Timeline, { clipId, trackId, start, onto, newId }: Move): EditResult {
  const place = findClip(timeline, clipId);
  const target = findTrack(timeline, trackId);
  if (place === undefined) return refused('clip.missing');
  if (target === undefined) return refused('track.missing');
  if (target.kind !== place.track.kind) return refused('track.kind');
  if (start < 0) return refused('place.beforeStart');
  if (target.id === place.track.id && start === place.clip.start) return refused('nothing.toDo');

  const clip = { ...place.clip, start };
  const end = endOf(clip);
  const others = target.clips.filter((other) => other.id !== clipId);
  const taken = others.some((other) => other.start < end && endOf(other) > start);
  if (onto === 'free' && taken) return refused('place.taken');

  const clips =
    onto === 'insert'
      ? placed(shifted(cutAt(others, start, newId), start, clip.length), clip)
      : overwritten({ clips: others }, clip, newId);
  const arrived = withClips(timeline, trackId, clips);
  if (!arrived.ok || target.id === place.track.id) return arrived;
  return withClips(
    arrived.timeline,
    place.track.id,
    place.track.clips.filter((other) => other.id !== clipId),
  );
}

export interface Duplication {
  readonly clipId: ClipId;
  /** Absent: right after the clip, everything behind it makes room. */
  readonly at?: { readonly trackId: TrackId; readonly start: Frames };
  readonly newId: NewClipId;
}

/** A second clip of the same source: inserted behind the first, or dropped over what lies at a place. */
export function duplicateClip(timeline: Timeline, { clipId, at, newId }: Duplication): EditResult {
  const place = findClip(timeline, clipId);
  if (place === undefined) return refused('clip.missing');
  const clip = { ...place.clip, id: newId() };
  if (at === undefined) {
    return insertClip(timeline, { trackId: place.track.id, clip, at: endOf(place.clip), newId });
  }
  const target = findTrack(timeline, at.trackId);
  if (target === undefined) return refused('track.missing');
  if (target.kind !== place.track.kind) return refused('track.kind');
  return overwriteClip(timeline, { trackId: at.trackId, clip, at: at.start, newId });
}
