import type { TrackId } from '../lib/ids.ts';
import type { Timeline, Track } from '../project/schema.ts';
import { findTrack } from './clips.ts';
import { edited, refused, type EditResult } from './result.ts';

/** A new empty track, behind the others of its kind. */
export function addTrack(timeline: Timeline, track: Pick<Track, 'id' | 'kind' | 'name'>): EditResult {
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
  if (findTrack(timeline, trackId) === undefined) return refused('track.missing');
  return edited({ ...timeline, tracks: timeline.tracks.filter((track) => track.id !== trackId) });
}
