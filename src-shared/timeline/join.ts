import type { TrackId } from '../lib/ids.ts';
import type { Clip, Timeline } from '../project/schema.ts';
import { sourceMoment } from '../project/source-time.ts';
import { frames } from '../time/rate.ts';
import { findTrack, withClips } from './clips.ts';
import { clipsAtEdit } from './find-clips.ts';
import { refused, type EditResult } from './result.ts';
import { settled } from './settle.ts';

/** Whether a clip goes on where the one before ends, so that the edit between them shows nothing: a through edit. */
export function isThroughEdit(left: Clip, right: Clip): boolean {
  if (JSON.stringify(left.source) !== JSON.stringify(right.source)) return false;
  if ((left.freeze === true) !== (right.freeze === true)) return false;
  if ((left.reverse === true) !== (right.reverse === true)) return false;
  const here = sourceMoment(left, left.length);
  const there = sourceMoment(right, 0);
  const pace = [left, right].map(({ speed }) => `${speed?.num ?? 1}/${speed?.den ?? 1}`);
  return here.num * there.den === there.num * here.den && pace[0] === pace[1];
}

/** Makes one clip of two that meet at a through edit. It has the first one's look, and the second one's end. */
export function joinClips(timeline: Timeline, { trackId, at }: { trackId: TrackId; at: number }): EditResult {
  const track = findTrack(timeline, trackId);
  if (track === undefined) return refused('track.missing');
  const { left, right } = clipsAtEdit(track.clips, at);
  if (left === undefined || right === undefined) return refused('edit.missing');
  if (!isThroughEdit(left, right)) return refused('join.different');
  const joined: Clip = { ...left, length: frames(left.length + right.length) };
  const { fadeOut: _, ...open } = joined;
  const made: Clip = right.fadeOut === undefined ? open : { ...open, fadeOut: right.fadeOut };
  const markers = [
    ...(left.markers ?? []),
    ...(right.markers ?? []).map((marker) => ({ ...marker, frame: marker.frame + left.length })),
  ];
  const clip = markers.length === 0 ? made : { ...made, markers };
  const clips = track.clips.filter((one) => one !== right).map((one) => (one === left ? clip : one));
  return settled(timeline, withClips(timeline, trackId, clips));
}
