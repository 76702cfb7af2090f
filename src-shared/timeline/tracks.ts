import type { TrackId } from '../lib/ids.ts';
import type { Timeline, Track } from '../project/schema.ts';
import { findTrack } from './clips.ts';
import { edited, refused, type EditResult } from './result.ts';

/** A new empty track, behind the others of its kind. */
export function addTrack(
  timeline: Timeline,
  track: Pick<Track, 'id' | 'kind' | 'name' | 'syncLock' | 'height'>,
): EditResult {
  if (findTrack(timeline, track.id) !== undefined) return refused('id.taken');
  const last = timeline.tracks.map((other) => other.kind).lastIndexOf(track.kind);
  const at = last < 0 ? timeline.tracks.length : last + 1;
  return edited({
    ...timeline,
    tracks: [...timeline.tracks.slice(0, at), { ...track, clips: [] }, ...timeline.tracks.slice(at)],
  });
}

/** Removes a track with everything on it. */
export function removeTrack(timeline: Timeline, trackId: TrackId): EditResult {
  const track = findTrack(timeline, trackId);
  if (track === undefined) return refused('track.missing');
  if (track.locked === true) return refused('track.locked');
  return edited({ ...timeline, tracks: timeline.tracks.filter(({ id }) => id !== trackId) });
}

/** Moves a track among those of its kind: up the list (over the others) or, less than 0, down. */
export function moveTrack(timeline: Timeline, { trackId, by }: { trackId: TrackId; by: number }): EditResult {
  const track = findTrack(timeline, trackId);
  if (track === undefined) return refused('track.missing');
  const sameKind = timeline.tracks.filter(({ kind }) => kind === track.kind);
  const from = sameKind.indexOf(track);
  const to = Math.max(0, Math.min(sameKind.length - 1, from + by));
  if (to === from) return refused('nothing.toDo');
  const others = sameKind.filter((one) => one !== track);
  const ordered = [...others.slice(0, to), track, ...others.slice(to)];
  let next = 0;
  return edited({
    ...timeline,
    // Tracks of the other kind keep their places in the list.
    tracks: timeline.tracks.map((one) => (one.kind === track.kind ? (ordered[next++] ?? one) : one)),
  });
}

export type TrackSettings = Pick<
  Track,
  'name' | 'locked' | 'hidden' | 'muted' | 'solo' | 'height' | 'syncLock'
>;

/** Renames, locks, hides, mutes, solos a track, sets its height or its sync lock. A locked track allows all of it. */
export function changeTrack(
  timeline: Timeline,
  { trackId, ...change }: { trackId: TrackId } & Partial<TrackSettings>,
): EditResult {
  const track = findTrack(timeline, trackId);
  if (track === undefined) return refused('track.missing');
  const made: Track = { ...track, ...change };
  const settings = ['name', 'locked', 'hidden', 'muted', 'solo', 'height', 'syncLock'] as const;
  if (settings.every((setting) => made[setting] === track[setting])) return refused('nothing.toDo');
  return edited({ ...timeline, tracks: timeline.tracks.map((one) => (one === track ? made : one)) });
}
