import type { ClipId } from '../lib/ids.ts';
import { lastFrame } from '../project/invariants.ts';
import type { Clip, Speed, Timeline } from '../project/schema.ts';
import { sourcePosition, sourceReach } from '../project/source-time.ts';
import { frames } from '../time/rate.ts';
import { endOf, findClip, withClips, type ClipPlace } from './clips.ts';
import type { SourceSpan } from './handles.ts';
import { edited, refused, type EditResult } from './result.ts';
import { rippled } from './ripple.ts';
import { settled } from './settle.ts';

/** From a hundredth to a hundred times. */
export const speedLimits = { least: 0.01, most: 100 } as const;
/** What the schema lets a fraction's parts be. */
const largest = 1_000_000;

/** A fraction in lowest terms whose parts the document can hold; beyond that the nearest one. */
export function speedOf(num: number, den: number): { readonly num: number; readonly den: number } {
  let a = num;
  let b = den;
  while (b > 0) [a, b] = [b, a % b];
  const made = { num: num / a, den: den / a };
  const scale = Math.max(made.num, made.den) / largest;
  if (scale <= 1) return made;
  return {
    num: Math.max(1, Math.round(made.num / scale)),
    den: Math.max(1, Math.round(made.den / scale)),
  };
}

function inRange({ num, den }: Pick<Speed, 'num' | 'den'>): boolean {
  return num / den >= speedLimits.least && num / den <= speedLimits.most;
}

/** The speed at which some frames of a source fill `length` frames; undefined where no clip may run so slow or so fast. */
export function fittingSpeed(sourceLength: number, length: number): Pick<Speed, 'num' | 'den'> | undefined {
  const speed = speedOf(sourceLength, length);
  return inRange(speed) ? speed : undefined;
}

function withSpeed(clip: Clip, { num, den }: Pick<Speed, 'num' | 'den'>): Clip {
  const { speed: _, ...usual } = clip;
  return num === den ? usual : { ...usual, speed: { num, den } };
}

/** Frames of its source that a clip uses. */
function used(clip: Clip): number {
  const { first, last } = sourceReach(clip);
  return last - first + 1;
}

function swapped(timeline: Timeline, { track, clip }: ClipPlace, made: Clip): EditResult {
  return withClips(
    timeline,
    track.id,
    track.clips.map((one) => (one === clip ? made : one)),
  );
}

export interface RateStretch {
  readonly clipId: ClipId;
  readonly edge: 'head' | 'tail';
  /** Where the edge goes: the first frame, or the one behind the last. */
  readonly to: number;
  readonly sourceSpan: SourceSpan;
}

/** Makes a clip longer or shorter by running its source slower or faster: the same pictures are used. Nothing else moves. */
export function rateStretch(timeline: Timeline, { clipId, edge, to, sourceSpan }: RateStretch): EditResult {
  const place = findClip(timeline, clipId);
  if (place === undefined) return refused('clip.missing');
  const { clip, track, index } = place;
  const start = edge === 'head' ? to : clip.start;
  const end = edge === 'head' ? endOf(clip) : to;
  const length = end - start;
  if (length === clip.length) return refused('nothing.toDo');
  if (length < 1) return refused('length.empty');
  if (start < 0) return refused('place.beforeStart');
  if (end > lastFrame) return refused('place.tooFar');
  const before = track.clips[index - 1];
  const after = track.clips[index + 1];
  if (before !== undefined && start < endOf(before)) return refused('place.taken');
  if (after !== undefined && end > after.start) return refused('place.taken');
  const moved: Clip = { ...clip, start: frames(start), length: frames(length) };
  // What stands still has no speed; it only becomes longer or shorter.
  if (clip.freeze === true || sourceSpan(clip).from === -Infinity) {
    return settled(timeline, swapped(timeline, place, moved), sourceSpan);
  }
  const speed = fittingSpeed(used(clip), length);
  if (speed === undefined) return refused('speed.range');
  return settled(timeline, swapped(timeline, place, withSpeed(moved, speed)), sourceSpan);
}

export interface SpeedChange {
  readonly clipId: ClipId;
  /** 1/1 = as recorded, 2/1 = twice as fast. */
  readonly speed: Pick<Speed, 'num' | 'den'>;
  /** True: what is behind makes room or closes up. False: where there is no room, the clip ends earlier in its source. */
  readonly ripple: boolean;
  readonly sourceSpan: SourceSpan;
}

/** Sets a clip's speed; its length follows, so that the same pictures are used. */
export function setSpeed(timeline: Timeline, { clipId, speed, ripple, sourceSpan }: SpeedChange): EditResult {
  const place = findClip(timeline, clipId);
  if (place === undefined) return refused('clip.missing');
  const { clip, track, index } = place;
  if (clip.freeze === true || sourceSpan(clip).from === -Infinity) return refused('source.still');
  if (!inRange(speed)) return refused('speed.range');
  const { num, den } = speedOf(speed.num, speed.den);
  if ((clip.speed?.num ?? 1) * den === num * (clip.speed?.den ?? 1)) return refused('nothing.toDo');
  const wanted = Math.max(1, Math.ceil((used(clip) * den) / num));
  const after = track.clips[index + 1];
  const room = (after?.start ?? lastFrame) - clip.start;
  const length = ripple ? wanted : Math.min(wanted, room);
  const made = withSpeed({ ...clip, length: frames(length) }, { num, den });
  const by = length - clip.length;
  // What is behind goes out of the way before a longer clip comes, and closes up after a shorter one has.
  const moved = ripple
    ? rippled(timeline, { trackIds: [track.id], from: endOf(clip), by: Math.max(0, by) })
    : edited(timeline);
  if (!moved.ok) return moved;
  const there = findClip(moved.timeline, clipId);
  if (there === undefined) return refused('clip.missing');
  const changed = swapped(moved.timeline, there, made);
  if (!changed.ok || !ripple || by >= 0) return settled(timeline, changed, sourceSpan);
  const closed = rippled(changed.timeline, { trackIds: [track.id], from: endOf(clip), by });
  return settled(timeline, closed, sourceSpan);
}

/** Runs a clip's source the other way round: exactly the same pictures in the opposite order. */
export function reverseClip(
  timeline: Timeline,
  { clipId, sourceSpan }: { clipId: ClipId; sourceSpan: SourceSpan },
): EditResult {
  const place = findClip(timeline, clipId);
  if (place === undefined) return refused('clip.missing');
  const { clip } = place;
  if (clip.freeze === true || sourceSpan(clip).from === -Infinity) return refused('source.still');
  return settled(timeline, swapped(timeline, place, reversed(clip)), sourceSpan);
}

function reversed({ reverse, ...clip }: Clip): Clip {
  const { speed = { num: 1, den: 1 } } = clip;
  const passed = (speed.phase ?? 0) + (clip.length - 1) * speed.num;
  const whole = Math.floor(passed / speed.den);
  const rest = passed - whole * speed.den;
  const sourceIn = frames(clip.sourceIn + (reverse === true ? -whole : whole));
  const { phase: _, ...rate } = speed;
  const phase = speed.den - 1 - rest;
  const turned: Clip = {
    ...clip,
    sourceIn,
    ...(clip.speed === undefined ? {} : { speed: phase === 0 ? rate : { ...rate, phase } }),
  };
  return reverse === true ? turned : { ...turned, reverse: true };
}

/** Lets a clip stand still at the picture it shows at a frame of the timeline, or, frozen already, run again. */
export function toggleFreeze(
  timeline: Timeline,
  { clipId, at, sourceSpan }: { clipId: ClipId; at: number; sourceSpan: SourceSpan },
): EditResult {
  const place = findClip(timeline, clipId);
  if (place === undefined) return refused('clip.missing');
  const { clip } = place;
  const span = sourceSpan(clip);
  if (span.from === -Infinity) return refused('source.still');
  const { freeze, speed: _speed, reverse: _reverse, ...rest } = clip;
  if (freeze === true) {
    if (sourceReach(rest).last >= span.to) return refused('source.tooShort');
    return settled(timeline, swapped(timeline, place, rest), sourceSpan);
  }
  const within = Math.max(0, Math.min(clip.length - 1, at - clip.start));
  const still = { ...rest, freeze: true, sourceIn: frames(sourcePosition(clip, within)) };
  return settled(timeline, swapped(timeline, place, still), sourceSpan);
}
