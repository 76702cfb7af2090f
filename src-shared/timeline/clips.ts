import type { ClipId, TrackId } from '../lib/ids.ts';
import { lastFrame } from '../project/invariants.ts';
import type { Clip, Timeline, Track } from '../project/schema.ts';
import { frames, type Frames } from '../time/rate.ts';
import { cutClip } from './clip-time.ts';
import { edited, refused, type EditResult } from './result.ts';

/** Where ids of clips that an edit brings into being come from; injected, so that edits stay pure and tests repeatable. */
export type NewClipId = () => ClipId;

export interface ClipPlace {
  readonly track: Track;
  readonly clip: Clip;
  /** Index of the clip in its track. */
  readonly index: number;
}

/** First frame after a clip. */
export function endOf(clip: Pick<Clip, 'start' | 'length'>): Frames {
  return frames(clip.start + clip.length);
}

export function trackEnd(track: Track): Frames {
  const last = track.clips.at(-1);
  return last === undefined ? frames(0) : endOf(last);
}

/** First frame after everything. */
export function timelineEnd(timeline: Timeline): Frames {
  return frames(timeline.tracks.reduce((end, track) => Math.max(end, trackEnd(track)), 0));
}

export function findTrack(timeline: Timeline, trackId: TrackId): Track | undefined {
  return timeline.tracks.find((track) => track.id === trackId);
}

export function findClip(timeline: Timeline, clipId: ClipId): ClipPlace | undefined {
  for (const track of timeline.tracks) {
    const index = track.clips.findIndex((clip) => clip.id === clipId);
    const clip = track.clips[index];
    if (clip !== undefined) return { track, clip, index };
  }
  return undefined;
}

/** The clip that is on screen at a frame of a track. */
export function clipAt(track: Track, frame: number): Clip | undefined {
  return track.clips.find((clip) => clip.start <= frame && frame < clip.start + clip.length);
}

/** The timeline with other clips on one track; refuses what would reach beyond the last frame. */
export function withClips(timeline: Timeline, trackId: TrackId, clips: readonly Clip[]): EditResult {
  const last = clips.at(-1);
  if (last !== undefined && last.start + last.length > lastFrame) return refused('place.tooFar');
  return edited({
    ...timeline,
    tracks: timeline.tracks.map((track) => (track.id === trackId ? { ...track, clips: [...clips] } : track)),
  });
}

/** The part of a clip before `at` and the part from `at` on; `at` lies inside. The second part gets its own id. */
export function halves(clip: Clip, at: number, newId: NewClipId): readonly [Clip, Clip] {
  const [before, behind] = cutClip(clip, at - clip.start);
  return [before, { ...behind, id: newId() }];
}

/** Cuts whatever lies under a frame, so that an edit point is there. */
export function cutAt(clips: readonly Clip[], at: number, newId: NewClipId): Clip[] {
  return clips.flatMap((clip) => (clip.start < at && at < endOf(clip) ? halves(clip, at, newId) : [clip]));
}

/** Removes all pictures in [from, to) and leaves the hole. Of a clip that spans it, the head keeps the id. */
export function cleared(clips: readonly Clip[], from: number, to: number, newId: NewClipId): Clip[] {
  if (to <= from) return [...clips];
  return clips.flatMap((clip) => {
    const end = endOf(clip);
    if (end <= from || clip.start >= to) return [clip];
    const parts: Clip[] = [];
    if (clip.start < from) parts.push(cutClip(clip, from - clip.start)[0]);
    if (end > to) {
      const [, behind] = cutClip(clip, to - clip.start);
      parts.push(clip.start < from ? { ...behind, id: newId() } : behind);
    }
    return parts;
  });
}

/** With one more clip, in order of time. */
export function placed(clips: readonly Clip[], clip: Clip): Clip[] {
  return [...clips, clip].sort((a, b) => a.start - b.start);
}
