import type { ClipId, TrackId } from '../lib/ids.ts';
import type { Clip, Timeline, Track } from '../project/schema.ts';
import { frames, type Frames } from '../time/rate.ts';
import { cleared, endOf, findTrack, trackEnd, withClips, type NewClipId } from './clips.ts';
import { edited, refused, type EditResult } from './result.ts';
import { followsRipple, markersMoved, rippled } from './ripple.ts';
import { settled } from './settle.ts';

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
  return settled(
    timeline,
    onTracks(timeline, (track) => track.clips.filter((clip) => !gone.has(clip.id))),
  );
}

/** Frames of ascending ranges that lie before a frame. */
export function framesBefore(ranges: readonly (readonly [number, number])[], frame: number): number {
  return ranges.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to, frame) - from), 0);
}

/** Ranges in order, those that meet or overlap made one. */
export function united(ranges: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const joined: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/**
 * Removes clips and closes up what is behind them on their tracks and on all that are in sync; gaps that were there stay.
 * A track that is not in sync closes up by what was on it alone. Markers go along.
 */
export function rippleDelete(timeline: Timeline, clipIds: readonly ClipId[]): EditResult {
  if (!hasAll(timeline, clipIds)) return refused('clip.missing');
  const gone = new Set(clipIds);
  const rangesOf = (track: Track) =>
    track.clips.filter(({ id }) => gone.has(id)).map((clip) => [clip.start, endOf(clip)] as const);
  const all = united(timeline.tracks.flatMap(rangesOf));
  const tracks: Track[] = [];
  for (const track of timeline.tracks) {
    const own = rangesOf(track);
    const ranges = followsRipple(track) ? all : own;
    const clips = track.clips
      .filter(({ id }) => !gone.has(id))
      .map((clip) => {
        const by = framesBefore(ranges, clip.start);
        return by === 0 ? clip : { ...clip, start: frames(clip.start - by) };
      });
    if (clips.some((clip, index) => index > 0 && clip.start < endOf(clips[index - 1] ?? clip))) {
      return refused('sync.blocked');
    }
    const isSame = clips.length === track.clips.length && clips.every((one, at) => one === track.clips[at]);
    tracks.push(isSame ? track : { ...track, clips });
  }
  let current: Timeline = { ...timeline, tracks };
  for (const [from, to] of [...all].reverse()) current = markersMoved(current, to, from - to);
  return settled(timeline, edited(current));
}

export interface Range {
  readonly from: Frames;
  /** First frame that is not in it any more. */
  readonly to: Frames;
  /** Absent: all tracks. */
  readonly trackIds?: readonly TrackId[];
  readonly newId: NewClipId;
}

/** Takes a range of time out and leaves the hole; where no tracks are named, locked ones are passed over. */
export function liftRange(timeline: Timeline, { from, to, trackIds, newId }: Range): EditResult {
  if (to <= from) return refused('range.empty');
  if (from < 0) return refused('place.beforeStart');
  const lifted = onTracks(timeline, (track) =>
    isMeant(track, trackIds) ? cleared(track.clips, from, to, newId) : track.clips,
  );
  return settled(timeline, lifted);
}

/**
 * Takes a range of time out and closes up. Where tracks are named, what is behind the range moves up on those in sync too,
 * and nothing is cut on them.
 */
export function extractRange(timeline: Timeline, { from, to, trackIds, newId }: Range): EditResult {
  if (to <= from) return refused('range.empty');
  if (from < 0) return refused('place.beforeStart');
  const cut = onTracks(timeline, (track) =>
    isMeant(track, trackIds) ? cleared(track.clips, from, to, newId) : track.clips,
  );
  if (!cut.ok && cut.reason !== 'nothing.toDo') return cut;
  const meant = timeline.tracks.filter((track) => isMeant(track, trackIds));
  if (!meant.some((track) => trackEnd(track) > from)) return refused('nothing.toDo');
  const closed = rippled(cut.ok ? cut.timeline : timeline, {
    trackIds: meant.map(({ id }) => id),
    from: to,
    by: from - to,
  });
  return settled(timeline, closed);
}

function isMeant(track: Track, trackIds: readonly TrackId[] | undefined): boolean {
  return trackIds === undefined ? track.locked !== true : trackIds.includes(track.id);
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

/** Moves everything behind the gap at a frame up to what is before it, on tracks in sync too. */
export function closeGap(timeline: Timeline, { trackId, at }: { trackId: TrackId; at: Frames }): EditResult {
  const track = findTrack(timeline, trackId);
  if (track === undefined) return refused('track.missing');
  const gap = gapAt(track, at);
  if (gap === undefined) return refused('gap.missing');
  return settled(timeline, rippled(timeline, { trackIds: [trackId], from: gap.to, by: gap.from - gap.to }));
}
