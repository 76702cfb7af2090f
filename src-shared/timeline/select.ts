import type { ClipId, TrackId } from '../lib/ids.ts';
import type { Timeline } from '../project/schema.ts';
import { endOf } from './clips.ts';

/**
 * The clips from a frame on (the one it lies in among them), or up to it, on one track or on all that are not locked.
 */
export function clipsFrom(
  timeline: Timeline,
  { at, direction, trackId }: { at: number; direction: 'forward' | 'backward'; trackId?: TrackId },
): ClipId[] {
  return timeline.tracks
    .filter(({ id, locked }) => (trackId === undefined ? locked !== true : id === trackId))
    .flatMap(({ clips }) => clips)
    .filter((clip) => (direction === 'forward' ? endOf(clip) > at : clip.start <= at))
    .map(({ id }) => id);
}

/** The clips that lie, wholly or in part, in a range of time on the given tracks: what a marquee holds. */
export function clipsWithin(
  timeline: Timeline,
  { from, to, trackIds }: { from: number; to: number; trackIds: readonly TrackId[] },
): ClipId[] {
  return timeline.tracks
    .filter(({ id }) => trackIds.includes(id))
    .flatMap(({ clips }) => clips)
    .filter((clip) => clip.start < to && endOf(clip) > from)
    .map(({ id }) => id);
}
