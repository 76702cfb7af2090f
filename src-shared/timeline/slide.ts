import type { ClipId } from '../lib/ids.ts';
import { lastFrame } from '../project/invariants.ts';
import type { Clip, Timeline } from '../project/schema.ts';
import { frames } from '../time/rate.ts';
import { headMoved } from './clip-time.ts';
import { endOf, findClip, withClips, type ClipPlace } from './clips.ts';
import { framesAhead, framesBehind, type SourceSpan } from './handles.ts';
import { refused, type EditResult } from './result.ts';
import { settled } from './settle.ts';

interface Neighbours {
  readonly left: Clip | undefined;
  readonly right: Clip | undefined;
}

function neighboursOf({ track, index }: ClipPlace): Neighbours {
  return { left: track.clips[index - 1], right: track.clips[index + 1] };
}

/** How far a clip can slide between its neighbours: the least and the most `by`; undefined without such a clip. */
export function slideRange(
  timeline: Timeline,
  { clipId, sourceSpan }: { clipId: ClipId; sourceSpan: SourceSpan },
): { readonly least: number; readonly most: number } | undefined {
  const place = findClip(timeline, clipId);
  if (place === undefined) return undefined;
  const { clip } = place;
  const { left, right } = neighboursOf(place);
  const meetsLeft = left !== undefined && endOf(left) === clip.start;
  const meetsRight = right !== undefined && right.start === endOf(clip);
  const back = [
    meetsLeft ? left.length - 1 : clip.start - (left === undefined ? 0 : endOf(left)),
    meetsRight ? framesAhead(right, sourceSpan(right)) : Infinity,
  ];
  const on = [
    meetsRight ? right.length - 1 : (right?.start ?? lastFrame) - endOf(clip),
    meetsLeft ? framesBehind(left, sourceSpan(left)) : Infinity,
  ];
  return { least: -Math.min(...back), most: Math.min(...on) };
}

/**
 * Moves a clip between its neighbours: where they meet it, the one before ends and the one behind begins as much later (or
 * earlier), so that no gap opens; a gap that was there becomes as much larger or smaller.
 */
export function slideClip(
  timeline: Timeline,
  slide: { clipId: ClipId; by: number; sourceSpan: SourceSpan },
): EditResult {
  const { clipId, by, sourceSpan } = slide;
  const place = findClip(timeline, clipId);
  const range = slideRange(timeline, slide);
  if (place === undefined || range === undefined) return refused('clip.missing');
  if (by === 0) return refused('nothing.toDo');
  const { track, clip } = place;
  const { left, right } = neighboursOf(place);
  if (by < range.least || by > range.most) return refused(roomProblem(clip, { left, right }, by));
  const clips = track.clips.map((one) => {
    if (one === clip) return { ...clip, start: frames(clip.start + by) };
    if (one === left && endOf(left) === clip.start) return { ...left, length: frames(left.length + by) };
    return one === right && right.start === endOf(clip) ? headMoved(right, by) : one;
  });
  return settled(timeline, withClips(timeline, track.id, clips), sourceSpan);
}

function roomProblem(clip: Clip, { left, right }: Neighbours, by: number) {
  if (clip.start + by < 0) return 'place.beforeStart';
  const meetsLeft = left !== undefined && endOf(left) === clip.start;
  const meetsRight = right !== undefined && right.start === endOf(clip);
  if (by < 0 && meetsLeft && -by >= left.length) return 'length.empty';
  if (by > 0 && meetsRight && by >= right.length) return 'length.empty';
  if (by < 0 ? meetsRight && -by < clip.start : meetsLeft) return 'source.tooShort';
  return endOf(clip) + by > lastFrame ? 'place.tooFar' : 'place.taken';
}
