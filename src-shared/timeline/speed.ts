import type { ClipId } from '../lib/ids.ts';
import { lastFrame } from '../project/invariants.ts';
import type { Clip, Speed, Timeline } from '../project/schema.ts';
import { sourcePosition, sourceReach } from '../project/source-time.ts';
import { frames } from '../time/rate.ts';
import { endOf, findClip, withClips, type ClipPlace } from './clips.ts';
import type { SourceSpan } from './handles.ts';
import { edited, inTurn, refused, type EditResult, type Refusal } from './result.ts';
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

/** The places of clips; undefined where one is not there. */
function placesOf(timeline: Timeline, clipIds: readonly ClipId[]): readonly ClipPlace[] | undefined {
  const places = clipIds.flatMap((id) => findClip(timeline, id) ?? []);
  return places.length === clipIds.length && places.length > 0 ? places : undefined;
}

/**
 * Gives clips other lengths; what is behind the one that ends first makes room or closes up, once for all of them. It goes
 * out of the way before a longer clip comes, and closes up after a shorter one has.
 */
function relengthened(
  timeline: Timeline,
  places: readonly ClipPlace[],
  change: (place: ClipPlace) => Clip | Refusal,
): EditResult {
  const changes = new Map<ClipId, Clip>();
  let by = -Infinity;
  for (const place of places) {
    const made = change(place);
    if (typeof made === 'string') return refused(made);
    changes.set(made.id, made);
    by = Math.max(by, made.length - place.clip.length);
  }
  const from = Math.min(...places.map(({ clip }) => endOf(clip)));
  const ripple = { trackIds: places.map(({ track }) => track.id), from };
  const opened = rippled(timeline, { ...ripple, by: Math.max(0, by) });
  if (!opened.ok) return opened;
  const tracks = opened.timeline.tracks.map((track) =>
    ripple.trackIds.includes(track.id)
      ? { ...track, clips: track.clips.map((clip) => changes.get(clip.id) ?? clip) }
      : track,
  );
  return rippled({ ...opened.timeline, tracks }, { ...ripple, by: Math.min(0, by) });
}

export interface RateStretch {
  /** Clips whose edges lie at the same frame, e.g. picture and sound of one recording. */
  readonly clipIds: readonly ClipId[];
  readonly edge: 'head' | 'tail';
  /** Where the edge goes: the first frame, or the one behind the last. */
  readonly to: number;
  /** True: the clips stay where they begin, and what is behind makes room or closes up. */
  readonly ripple?: boolean;
  readonly sourceSpan: SourceSpan;
}

/** A clip of another length that shows the same pictures, or why there is none. What stands still only lasts as long. */
function stretched(clip: Clip, length: number, sourceSpan: SourceSpan): Clip | Refusal {
  if (length < 1) return 'length.empty';
  const made: Clip = { ...clip, length: frames(length) };
  if (clip.freeze === true || sourceSpan(clip).from === -Infinity) return made;
  const speed = fittingSpeed(used(clip), length);
  return speed === undefined ? 'speed.range' : withSpeed(made, speed);
}

/** Makes clips longer or shorter by running their sources slower or faster: the same pictures are used. */
export function rateStretch(timeline: Timeline, stretch: RateStretch): EditResult {
  const { clipIds, edge, to, ripple = false, sourceSpan } = stretch;
  const places = placesOf(timeline, clipIds);
  if (places === undefined) return refused('clip.missing');
  const lengthOf = ({ clip }: ClipPlace): number => (edge === 'head' ? endOf(clip) - to : to - clip.start);
  if (places.every((place) => lengthOf(place) === place.clip.length)) return refused('nothing.toDo');
  if (ripple) {
    const made = relengthened(timeline, places, (place) =>
      stretched(place.clip, lengthOf(place), sourceSpan),
    );
    return settled(timeline, made, sourceSpan);
  }
  let current = timeline;
  for (const place of places) {
    const { clip, track, index } = place;
    const start = edge === 'head' ? to : clip.start;
    const end = edge === 'head' ? endOf(clip) : to;
    const made = stretched(clip, end - start, sourceSpan);
    if (typeof made === 'string') return refused(made);
    if (start < 0) return refused('place.beforeStart');
    if (end > lastFrame) return refused('place.tooFar');
    const before = track.clips[index - 1];
    const after = track.clips[index + 1];
    if (before !== undefined && start < endOf(before)) return refused('place.taken');
    if (after !== undefined && end > after.start) return refused('place.taken');
    const result = swapped(current, place, { ...made, start: frames(start) });
    if (!result.ok) return result;
    current = result.timeline;
  }
  return settled(timeline, edited(current), sourceSpan);
}

export interface SpeedChange {
  readonly clipIds: readonly ClipId[];
  /** 1/1 = as recorded, 2/1 = twice as fast. */
  readonly speed: Pick<Speed, 'num' | 'den'>;
  /** True: what is behind makes room or closes up. False: where there is no room, the clip ends earlier in its source. */
  readonly ripple: boolean;
  readonly sourceSpan: SourceSpan;
}

/**
 * Sets the speed of clips; their lengths follow, so that the same pictures are used. Clips that begin and end together, as
 * picture and sound of one recording, move what is behind them once.
 */
export function setSpeed(timeline: Timeline, { clipIds, ...change }: SpeedChange): EditResult {
  const places = placesOf(timeline, clipIds);
  if (places === undefined) return refused('clip.missing');
  const together = new Map<string, ClipId[]>();
  for (const { clip } of places) {
    const range = `${clip.start}+${clip.length}`;
    together.set(range, [...(together.get(range) ?? []), clip.id]);
  }
  return inTurn(
    timeline,
    [...together.values()].map((ids) => (now) => speedSet(now, { ...change, clipIds: ids })),
  );
}

function speedSet(timeline: Timeline, { clipIds, speed, ripple, sourceSpan }: SpeedChange): EditResult {
  const places = placesOf(timeline, clipIds);
  if (places === undefined) return refused('clip.missing');
  if (places.some(({ clip }) => clip.freeze === true || sourceSpan(clip).from === -Infinity)) {
    return refused('source.still');
  }
  if (!inRange(speed)) return refused('speed.range');
  const { num, den } = speedOf(speed.num, speed.den);
  const isSame = (clip: Clip) => (clip.speed?.num ?? 1) * den === num * (clip.speed?.den ?? 1);
  if (places.every(({ clip }) => isSame(clip))) return refused('nothing.toDo');
  const made = ({ clip, track, index }: ClipPlace): Clip => {
    const wanted = Math.max(1, Math.ceil((used(clip) * den) / num));
    const room = (track.clips[index + 1]?.start ?? lastFrame) - clip.start;
    const length = ripple ? wanted : Math.min(wanted, room);
    return withSpeed({ ...clip, length: frames(length) }, { num, den });
  };
  if (ripple) return settled(timeline, relengthened(timeline, places, made), sourceSpan);
  const changed = inTurn(
    timeline,
    places.map((place) => (now) => swapped(now, place, made(place))),
  );
  return settled(timeline, changed, sourceSpan);
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
