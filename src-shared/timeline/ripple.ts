import type { TrackId } from '../lib/ids.ts';
import { lastFrame } from '../project/invariants.ts';
import type { Clip, Timeline, Track } from '../project/schema.ts';
import { frames } from '../time/rate.ts';
import { edited, refused, type EditResult } from './result.ts';

/** Markers of the timeline move with what is behind an edit; those within what was taken out gather where it was. */
export function markersMoved(timeline: Timeline, from: number, by: number): Timeline {
  if (timeline.markers === undefined || by === 0) return timeline;
  const floor = Math.min(from, from + by);
  const markers = timeline.markers.map((marker) => {
    if (marker.frame < floor || (by > 0 && marker.frame < from)) return marker;
    return { ...marker, frame: frames(Math.min(lastFrame, Math.max(floor, marker.frame + by))) };
  });
  return { ...timeline, markers };
}

/** Whether a track moves along when an edit on other tracks moves everything. */
export function followsRipple({ syncLock, locked }: Track): boolean {
  return syncLock === true && locked !== true;
}

export interface Ripple {
  /** Tracks the edit is made on; they move whether they follow others or not. */
  readonly trackIds: readonly TrackId[];
  /** Clips that begin here or later move. */
  readonly from: number;
  readonly by: number;
}

/** Moves clips that begin at or behind a frame; undefined where one would run into what stays. */
export function movedBehind(clips: readonly Clip[], from: number, by: number): readonly Clip[] | undefined {
  if (by === 0 || !clips.some(({ start }) => start >= from)) return clips;
  const made = clips.map((clip) => (clip.start >= from ? { ...clip, start: frames(clip.start + by) } : clip));
  let end = 0;
  for (const clip of made) {
    if (clip.start < end) return undefined;
    end = clip.start + clip.length;
  }
  return end > lastFrame ? undefined : made;
}

/**
 * Moves everything behind a frame, on the tracks of an edit and on all that are in sync with them, markers too. What begins
 * before the frame stays, also where it reaches beyond it.
 */
export function rippled(timeline: Timeline, { trackIds, from, by }: Ripple): EditResult {
  if (by === 0) return edited(timeline);
  const tracks: Track[] = [];
  for (const track of timeline.tracks) {
    const isOwn = trackIds.includes(track.id);
    const clips = isOwn || followsRipple(track) ? movedBehind(track.clips, from, by) : track.clips;
    if (clips === undefined) return refused(by > 0 ? 'place.tooFar' : isOwn ? 'place.taken' : 'sync.blocked');
    tracks.push(clips === track.clips ? track : { ...track, clips: [...clips] });
  }
  return edited(markersMoved({ ...timeline, tracks }, from, by));
}
