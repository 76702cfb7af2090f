import type { ClipId } from '../lib/ids.ts';
import type { Clip, ClipSource, Timeline } from '../project/schema.ts';
import { sourceReach } from '../project/source-time.ts';
import { frames } from '../time/rate.ts';
import { findClip, withClips, type ClipPlace } from './clips.ts';
import type { SourceSpan } from './handles.ts';
import { fits } from './replace.ts';
import { refused, type EditResult } from './result.ts';
import { settled } from './settle.ts';

/** All takes of a clip in their order, and which of them it shows. */
export function takesOf({ source, takes }: Pick<Clip, 'source' | 'takes'>): {
  readonly sources: readonly ClipSource[];
  readonly current: number;
} {
  const others = takes?.others ?? [];
  const current = Math.min(takes?.current ?? 0, others.length);
  return { sources: [...others.slice(0, current), source, ...others.slice(current)], current };
}

function withTakes(before: Clip, sources: readonly ClipSource[], current: number): Clip {
  const { takes: _, ...clip } = before;
  const source = sources[current] ?? clip.source;
  const others = sources.filter((_source, index) => index !== current);
  return others.length === 0 ? { ...clip, source } : { ...clip, source, takes: { current, others } };
}

/** A take of another length is shown from as near the same frame as it has enough frames behind. */
function fitted(clip: Clip, sourceSpan: SourceSpan): Clip | undefined {
  if (fits(clip, sourceSpan)) return clip;
  const { first, last } = sourceReach(clip);
  const { to } = sourceSpan(clip);
  const moved = { ...clip, sourceIn: frames(Math.max(0, clip.sourceIn - Math.min(first, last - (to - 1)))) };
  return fits(moved, sourceSpan) ? moved : undefined;
}

function swapped(timeline: Timeline, place: ClipPlace, clip: Clip, sourceSpan?: SourceSpan): EditResult {
  const clips = place.track.clips.map((one) => (one === place.clip ? clip : one));
  return settled(timeline, withClips(timeline, place.track.id, clips), sourceSpan);
}

/** Shows another take, by its place in `takesOf`. */
export function chooseTake(
  timeline: Timeline,
  { clipId, take, sourceSpan }: { clipId: ClipId; take: number; sourceSpan: SourceSpan },
): EditResult {
  const place = findClip(timeline, clipId);
  if (place === undefined) return refused('clip.missing');
  const { sources, current } = takesOf(place.clip);
  if (sources[take] === undefined) return refused('clip.noTakes');
  if (take === current) return refused('nothing.toDo');
  const clip = fitted(withTakes(place.clip, sources, take), sourceSpan);
  return clip === undefined ? refused('source.tooShort') : swapped(timeline, place, clip, sourceSpan);
}

/** Shows the next take (or, with -1, the previous); after the last comes the first. */
export function nextTake(
  timeline: Timeline,
  { clipId, by, sourceSpan }: { clipId: ClipId; by: 1 | -1; sourceSpan: SourceSpan },
): EditResult {
  const place = findClip(timeline, clipId);
  if (place === undefined) return refused('clip.missing');
  const { sources, current } = takesOf(place.clip);
  if (sources.length < 2) return refused('clip.noTakes');
  const take = (current + by + sources.length) % sources.length;
  return chooseTake(timeline, { clipId, take, sourceSpan });
}

/** Lays further takes to a clip, behind those it has; what it shows stays. */
export function addTakes(
  timeline: Timeline,
  { clipId, sources: added }: { clipId: ClipId; sources: readonly ClipSource[] },
): EditResult {
  const place = findClip(timeline, clipId);
  if (place === undefined) return refused('clip.missing');
  if (added.length === 0) return refused('nothing.toDo');
  const { sources, current } = takesOf(place.clip);
  return swapped(timeline, place, withTakes(place.clip, [...sources, ...added], current));
}

/** Takes one of the others away from a clip; the file stays in the library. */
export function removeTake(
  timeline: Timeline,
  { clipId, take }: { clipId: ClipId; take: number },
): EditResult {
  const place = findClip(timeline, clipId);
  if (place === undefined) return refused('clip.missing');
  const { sources, current } = takesOf(place.clip);
  if (take === current || sources[take] === undefined) return refused('clip.noTakes');
  const left = sources.filter((_source, index) => index !== take);
  return swapped(timeline, place, withTakes(place.clip, left, take < current ? current - 1 : current));
}
