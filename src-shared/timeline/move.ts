import type { ClipId } from '../lib/ids.ts';
import { lastFrame } from '../project/invariants.ts';
import type { Clip, Timeline, Track } from '../project/schema.ts';
import { frames } from '../time/rate.ts';
import { cleared, endOf, placed, type NewClipId } from './clips.ts';
import { edited, refused, type EditResult } from './result.ts';
import { settled } from './settle.ts';

export interface MoveTogether {
  readonly clipIds: readonly ClipId[];
  /** Frames to the right; less than 0: to the left. */
  readonly by: number;
  /** How many tracks of their kind the clips go up the list (less than 0: down); 0 where absent. */
  readonly tracksBy?: { readonly video?: number; readonly audio?: number };
  /** What happens to what lies there: it is overwritten, or the move is refused. */
  readonly onto: 'overwrite' | 'free';
  readonly newId: NewClipId;
}

export function targetOf(tracks: readonly Track[], track: Track, by: number): Track | undefined {
  const sameKind = tracks.filter(({ kind }) => kind === track.kind);
  return sameKind[sameKind.indexOf(track) + by];
}

/**
 * Moves clips together in time and between tracks, keeping their places to each other. Where they were, gaps stay. Nudging
 * is the same by a frame or a few.
 */
export function moveClips(
  timeline: Timeline,
  { clipIds, by, tracksBy = {}, onto, newId }: MoveTogether,
): EditResult {
  const moving = new Set(clipIds);
  const arriving = new Map<Track, Clip[]>();
  let found = 0;
  for (const track of timeline.tracks) {
    const own = track.clips.filter(({ id }) => moving.has(id));
    if (own.length === 0) continue;
    found += own.length;
    const target = targetOf(timeline.tracks, track, tracksBy[track.kind] ?? 0);
    if (target === undefined) return refused('track.missing');
    const moved = own.map((clip) => ({ ...clip, start: frames(clip.start + by) }));
    arriving.set(target, [...(arriving.get(target) ?? []), ...moved]);
  }
  if (found === 0 || found < moving.size) return refused('clip.missing');
  const arrived = [...arriving.values()].flat();
  if (arrived.some(({ start }) => start < 0)) return refused('place.beforeStart');
  if (arrived.some((clip) => endOf(clip) > lastFrame)) return refused('place.tooFar');
  const isSame = by === 0 && (tracksBy.video ?? 0) === 0 && (tracksBy.audio ?? 0) === 0;
  if (isSame) return refused('nothing.toDo');

  const tracks: Track[] = [];
  for (const track of timeline.tracks) {
    const coming = arriving.get(track) ?? [];
    const staying = track.clips.filter(({ id }) => !moving.has(id));
    if (coming.length === 0 && staying.length === track.clips.length) {
      tracks.push(track);
      continue;
    }
    let clips: readonly Clip[] = staying;
    for (const clip of coming) {
      const isTaken = staying.some((other) => other.start < endOf(clip) && endOf(other) > clip.start);
      if (onto === 'free' && isTaken) return refused('place.taken');
      clips = cleared(clips, clip.start, endOf(clip), newId);
    }
    for (const clip of coming) clips = placed(clips, clip);
    tracks.push({ ...track, clips: [...clips] });
  }
  return settled(timeline, edited({ ...timeline, tracks }));
}
