import type { ClipId, TrackId } from '../lib/ids.ts';
import type { Clip, Timeline, Track } from '../project/schema.ts';
import type { Frames } from '../time/rate.ts';
import { cleared, cutAt, endOf, findClip, findTrack, placed, trackEnd, withClips } from './clips.ts';
import type { NewClipId } from './clips.ts';
import { edited, inTurn, refused, type EditResult, type Refusal } from './result.ts';
import { followsRipple, rippled } from './ripple.ts';
import { settled } from './settle.ts';

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

/** Clips that are placed together, each on its track, at the same frame: picture and sound of one source. */
export interface Placements {
  readonly clips: readonly { readonly trackId: TrackId; readonly clip: NewClip }[];
  readonly at: Frames;
  readonly newId: NewClipId;
}

/**
 * Makes room at a frame, cutting what lies there, and puts the clip in; everything after moves on by its length, also on
 * tracks in sync.
 */
export function insertClip(timeline: Timeline, { trackId, clip, at, newId }: Placement): EditResult {
  return insertClips(timeline, { clips: [{ trackId, clip }], at, newId });
}

/** The same for several; the longest says how much room is made. */
export function insertClips(timeline: Timeline, { clips, at, newId }: Placements): EditResult {
  const problem = placementsProblem(timeline, clips, at);
  if (problem !== undefined) return refused(problem);
  const room = Math.max(...clips.map(({ clip }) => clip.length));
  const trackIds = clips.map(({ trackId }) => trackId);
  let current = withCut(timeline, trackIds, at, newId);
  const moved = rippled(current, { trackIds, from: at, by: room });
  if (!moved.ok) return moved;
  current = moved.timeline;
  for (const { trackId, clip } of clips) {
    const track = findTrack(current, trackId);
    const result = withClips(current, trackId, placed(track?.clips ?? [], { ...clip, start: at }));
    if (!result.ok) return result;
    current = result.timeline;
  }
  return settled(timeline, edited(current));
}

/** An edit point on the given tracks and those in sync, so that what is behind it can move away. */
export function withCut(
  timeline: Timeline,
  trackIds: readonly TrackId[],
  at: number,
  newId: NewClipId,
): Timeline {
  const tracks = timeline.tracks.map((track) => {
    if (!trackIds.includes(track.id) && !followsRipple(track)) return track;
    const isSpanned = track.clips.some((clip) => clip.start < at && at < endOf(clip));
    return isSpanned ? { ...track, clips: cutAt(track.clips, at, newId) } : track;
  });
  return { ...timeline, tracks };
}

/** Puts several clips over what is there, each on its track, at the same frame. */
export function overwriteClips(timeline: Timeline, { clips, at, newId }: Placements): EditResult {
  const problem = placementsProblem(timeline, clips, at);
  if (problem !== undefined) return refused(problem);
  return inTurn(
    timeline,
    clips.map(
      ({ trackId, clip }) =>
        (current) =>
          overwriteClip(current, { trackId, clip, at, newId }),
    ),
  );
}

function placementsProblem(timeline: Timeline, clips: Placements['clips'], at: number): Refusal | undefined {
  if (clips.length === 0) return 'nothing.toDo';
  if (new Set(clips.map(({ trackId }) => trackId)).size < clips.length) return 'place.taken';
  for (const { trackId, clip } of clips) {
    if (findTrack(timeline, trackId) === undefined) return 'track.missing';
    const problem = placementProblem(timeline, clip, at);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Puts the clip over what is there; nothing else moves. */
export function overwriteClip(timeline: Timeline, { trackId, clip, at, newId }: Placement): EditResult {
  const track = findTrack(timeline, trackId);
  if (track === undefined) return refused('track.missing');
  const problem = placementProblem(timeline, clip, at);
  if (problem !== undefined) return refused(problem);
  return settled(timeline, withClips(timeline, trackId, overwritten(track, { ...clip, start: at }, newId)));
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
  return settled(timeline, withClips(timeline, trackId, [...track.clips, { ...clip, start: at }]));
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
  const { groupId: _group, linkId: _link, ...copied } = place.clip;
  const clip = { ...copied, id: newId() };
  if (at === undefined) {
    return insertClip(timeline, { trackId: place.track.id, clip, at: endOf(place.clip), newId });
  }
  const target = findTrack(timeline, at.trackId);
  if (target === undefined) return refused('track.missing');
  if (target.kind !== place.track.kind) return refused('track.kind');
  return overwriteClip(timeline, { trackId: at.trackId, clip, at: at.start, newId });
}
