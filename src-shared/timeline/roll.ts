import type { TrackId } from '../lib/ids.ts';
import type { Timeline } from '../project/schema.ts';
import { frames } from '../time/rate.ts';
import { headMoved } from './clip-time.ts';
import { findTrack, withClips } from './clips.ts';
import { clipsAtEdit } from './find-clips.ts';
import { framesAhead, framesBehind, type SourceSpan } from './handles.ts';
import { refused, type EditResult } from './result.ts';
import { settled } from './settle.ts';

export interface Roll {
  readonly trackId: TrackId;
  /** The edit: the frame where one clip ends and the next begins. */
  readonly at: number;
  /** How far it moves to the right; less than 0: to the left. */
  readonly by: number;
  readonly sourceSpan: SourceSpan;
}

/** How far the edit between two clips can go: the least and the most `by`; undefined where no two clips meet. */
export function rollRange(
  timeline: Timeline,
  { trackId, at, sourceSpan }: Omit<Roll, 'by'>,
): { readonly least: number; readonly most: number } | undefined {
  const { left, right } = clipsAtEdit(findTrack(timeline, trackId)?.clips ?? [], at);
  if (left === undefined || right === undefined) return undefined;
  return {
    least: -Math.min(left.length - 1, framesAhead(right, sourceSpan(right))),
    most: Math.min(right.length - 1, framesBehind(left, sourceSpan(left))),
  };
}

/** Moves the edit between two clips: one gains what the other loses, and nothing else moves. */
export function rollEdit(timeline: Timeline, roll: Roll): EditResult {
  const { trackId, at, by, sourceSpan } = roll;
  const track = findTrack(timeline, trackId);
  if (track === undefined) return refused('track.missing');
  const range = rollRange(timeline, roll);
  if (range === undefined) return refused('edit.missing');
  if (by === 0) return refused('nothing.toDo');
  const { left, right } = clipsAtEdit(track.clips, at);
  if (left === undefined || right === undefined) return refused('edit.missing');
  if (by >= right.length || -by >= left.length) return refused('length.empty');
  if (by < range.least || by > range.most) return refused('source.tooShort');
  const clips = track.clips.map((clip) => {
    if (clip === left) return { ...clip, length: frames(clip.length + by) };
    return clip === right ? headMoved(clip, by) : clip;
  });
  return settled(timeline, withClips(timeline, trackId, clips), sourceSpan);
}
