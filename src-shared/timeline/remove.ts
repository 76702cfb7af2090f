import type { ClipId, TrackId } from '../lib/ids.ts';
import type { Clip, Timeline, Track } from '../project/schema.ts';
import { frames, type Frames } from '../time/rate.ts';
import { cleared, endOf, findTrack, shifted, withClips, type NewClipId } from './clips.ts';
import { edited, refused, type EditResult } from './result.ts';

function hasAll(timeline: Timeline, clipIds: readonly ClipId[]): boolean {
  const there = new Set(timeline.tracks.flatMap((track) => track.clips.map((clip) => clip.id)));
  return clipIds.length > 0 && clipIds.every((id) => there.has(id));
}

function onTracks(timeline: Timeline, change: (track: Track) => readonly Clip[]): EditResult {
  let current = timeline;
  for (const track of timeline.tracks) {
    const clips = change(track);
    if (clips.length === track.clips.length && clips.every((clip, index) => clip === track.clips[index]))
      continue;
    const result = withClips(current, track.id, clips);
    if (!result.ok) return result;
    current = result.timeline;
  }
  return current === timeline ? refused('nothing.toDo') : edited(current);
}

/** Removes clips and leaves their gaps. */
export function deleteClips(timeline: Timeline, clipIds: readonly ClipId[]): EditResult {
  if (!hasAll(timeline, clipIds)) return refused('clip.missing');
  const gone = new Set(clipIds);
  return onTracks(timeline, (track) => track.clips.filter((clip) => !gone.has(clip.id)));
}

/** Removes clips and closes up what is behind them, each on its own track; gaps that were there stay. */
export function rippleDelete(timeline: Timeline, clipIds: readonly ClipId[]): EditResult {
  if (!hasAll(timeline, clipIds)) return refused('clip.missing');
  const gone = new Set(clipIds);
  return onTracks(timeline, (track) => {
    let removed = 0;
    const kept: Clip[] = [];
    for (const clip of track.clips) {
      if (gone.has(clip.id)) removed += clip.length;
      else kept.push(removed === 0 ? clip : { ...clip, start: frames(clip.start - removed) });
    }
    return kept;
  });
}

export interface Range {
  readonly from: Frames;
  /** First frame that is not in it any more. */
  readonly to: Frames;
  /** Absent: all tracks. */
  readonly trackIds?: readonly TrackId[];
  readonly newId: NewClipId;
}

/** Takes a range of time out and leaves the hole. */
export function liftRange(timeline: Timeline, { from, to, trackIds, newId }: Range): EditResult {
  if (to <= from) return refused('range.empty');
  if (from < 0) return refused('place.beforeStart');
  return onTracks(timeline, (track) =>
    isMeant(track, trackIds) ? cleared(track.clips, from, to, newId) : track.clips,
  );
}

/** Takes a range of time out and closes up. */
export function extractRange(timeline: Timeline, { from, to, trackIds, newId }: Range): EditResult {
  if (to <= from) return refused('range.empty');
  if (from < 0) return refused('place.beforeStart');
  return onTracks(timeline, (track) =>
    isMeant(track, trackIds) ? shifted(cleared(track.clips, from, to, newId), to, from - to) : track.clips,
  );
}

function isMeant(track: Track, trackIds: readonly TrackId[] | undefined): boolean {
  return trackIds === undefined || trackIds.includes(track.id);
}

/** The gap of a track that a frame lies in; a gap ends at a clip: behind the last one there is none. */
export function gapAt(
  track: Track,
  frame: number,
): { readonly from: Frames; readonly to: Frames } | undefined {
  let from = 0;
  for (const clip of track.clips) {
    if (frame >= from && frame < clip.start) return { from: frames(from), to: clip.start };
    from = endOf(clip);
  }
  return undefined;
}

/** Moves everything behind the gap at a frame up to what is before it. */
export function closeGap(timeline: Timeline, { trackId, at }: { trackId: TrackId; at: Frames }): EditResult {
  const track = findTrack(timeline, trackId);
  if (track === undefined) return refused('track.missing');
  const gap = gapAt(track, at);
  if (gap === undefined) return refused('gap.missing');
  return withClips(timeline, trackId, shifted(track.clips, gap.to, gap.from - gap.to));
}
