import type { ClipId, JobId } from '../lib/ids.ts';
import type { Clip, ClipSource, Timeline } from '../project/schema.ts';
import type { Frames } from '../time/rate.ts';
import { findClip, withClips } from './clips.ts';
import type { SourceSpan } from './handles.ts';
import { edited, refused, type EditResult } from './result.ts';
import { settled } from './settle.ts';
import { takesOf } from './takes.ts';

export interface NewTakes {
  readonly clipId: ClipId;
  /** The first is shown at once; the others stand behind it, all of them behind the takes the clip has. */
  readonly sources: readonly ClipSource[];
  /**
   * First frame shown of the new takes. Where it differs from the clip's own, the older takes would show other pictures:
   * they leave the clip and stay in the library.
   */
  readonly sourceIn: Frames;
  readonly sourceSpan?: SourceSpan;
}

/** Shows takes that are still being made in a clip's place. @returns refused where the clip is gone */
export function showNewTakes(
  timeline: Timeline,
  { clipId, sources, sourceIn, sourceSpan }: NewTakes,
): EditResult {
  const place = findClip(timeline, clipId);
  const [first] = sources;
  if (place === undefined) return refused('clip.missing');
  if (first === undefined) return refused('nothing.toDo');
  const { takes: _, ...clip } = place.clip;
  const kept = place.clip.sourceIn === sourceIn ? takesOf(place.clip).sources : [];
  const others = [...kept, ...sources.slice(1)];
  const after: Clip = {
    ...clip,
    source: first,
    sourceIn,
    ...(others.length === 0 ? {} : { takes: { current: kept.length, others } }),
  };
  const clips = place.track.clips.map((one) => (one === place.clip ? after : one));
  return settled(timeline, withClips(timeline, place.track.id, clips), sourceSpan);
}

/**
 * Takes a job that will never deliver out of every clip that has other takes; such a clip shows the take before it.
 *
 * @returns refused with `clip.noTakes` where no clip had it beside others
 */
export function withoutTake(timeline: Timeline, jobId: JobId): EditResult {
  const isGone = (source: ClipSource): boolean => source.kind === 'job' && source.jobId === jobId;
  let found = false;
  const withoutIt = (clip: Clip): Clip => {
    const { sources, current } = takesOf(clip);
    const left = sources.filter((source) => !isGone(source));
    if (left.length === sources.length || left.length === 0) return clip;
    found = true;
    const before = sources.slice(0, current).filter((source) => !isGone(source)).length;
    const shown = isGone(clip.source) ? Math.max(0, before - 1) : before;
    const { takes: _, ...rest } = clip;
    const source = left[shown] ?? clip.source;
    const others = left.filter((_source, index) => index !== shown);
    return { ...rest, source, ...(others.length === 0 ? {} : { takes: { current: shown, others } }) };
  };
  const tracks = timeline.tracks.map((track) => ({ ...track, clips: track.clips.map(withoutIt) }));
  return found ? edited({ ...timeline, tracks }) : refused('clip.noTakes');
}
