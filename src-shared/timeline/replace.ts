import type { ClipId } from '../lib/ids.ts';
import type { Clip, ClipSource, Timeline } from '../project/schema.ts';
import { sourceReach } from '../project/source-time.ts';
import type { Frames } from '../time/rate.ts';
import { findClip, withClips } from './clips.ts';
import type { SourceSpan } from './handles.ts';
import { refused, type EditResult } from './result.ts';
import { settled } from './settle.ts';

export interface Replacement {
  readonly clipId: ClipId;
  readonly source: ClipSource;
  readonly name: string;
  /** The frame of the new source that the clip's first frame shows. */
  readonly sourceIn: Frames;
  readonly sourceSpan: SourceSpan;
}

/** Whether a clip uses only frames its source has. */
export function fits(clip: Clip, sourceSpan: SourceSpan): boolean {
  const { from, to } = sourceSpan(clip);
  const { first, last } = sourceReach(clip);
  return first >= from && last < to;
}

/** Another source in the same place: length, look, fades and everything else of the clip stay. */
export function replaceClip(
  timeline: Timeline,
  { clipId, source, name, sourceIn, sourceSpan }: Replacement,
): EditResult {
  const place = findClip(timeline, clipId);
  if (place === undefined) return refused('clip.missing');
  const { takes: _, ...kept } = place.clip;
  const clip: Clip = { ...kept, source, name, sourceIn };
  if (!fits(clip, sourceSpan)) return refused('source.tooShort');
  const clips = place.track.clips.map((one) => (one === place.clip ? clip : one));
  return settled(timeline, withClips(timeline, place.track.id, clips), sourceSpan);
}
