import type { ClipId } from '../lib/ids.ts';
import type { Clip, Timeline } from '../project/schema.ts';
import { sourceReach } from '../project/source-time.ts';
import { frames } from '../time/rate.ts';
import { findClip, withClips } from './clips.ts';
import type { SourceSpan, Span } from './handles.ts';
import { refused, type EditResult } from './result.ts';
import { settled } from './settle.ts';

/** How far a clip's pictures can be slipped: the least and the most `by`; 0 and 0 where there is only one picture. */
export function slipRange(clip: Clip, { from, to }: Span): { readonly least: number; readonly most: number } {
  if (from === -Infinity) return { least: 0, most: 0 };
  const { first, last } = sourceReach(clip);
  // A file may hold a clip that reaches beyond its source; slipping never makes that worse.
  return { least: Math.min(0, from - first), most: Math.max(0, to - 1 - last) };
}

/**
 * Shows pictures `by` frames of the source later (less than 0: earlier) in the same place on the timeline. Markers stay
 * with their pictures, keyframes with the clip.
 */
export function slipClip(
  timeline: Timeline,
  { clipId, by, sourceSpan }: { clipId: ClipId; by: number; sourceSpan: SourceSpan },
): EditResult {
  const place = findClip(timeline, clipId);
  if (place === undefined) return refused('clip.missing');
  if (by === 0) return refused('nothing.toDo');
  const { clip, track } = place;
  const span = sourceSpan(clip);
  if (span.from === -Infinity) return refused('source.still');
  const { least, most } = slipRange(clip, span);
  if (by < least || by > most) return refused('source.tooShort');
  const clips = track.clips.map((one) => (one === clip ? slipped(clip, by) : one));
  return settled(timeline, withClips(timeline, track.id, clips), sourceSpan);
}

function slipped(clip: Clip, by: number): Clip {
  const moved: Clip = { ...clip, sourceIn: frames(clip.sourceIn + by) };
  if (clip.markers === undefined || clip.freeze === true) return moved;
  const pace = (clip.speed?.num ?? 1) / (clip.speed?.den ?? 1);
  const shift = Math.round(by / pace) * (clip.reverse === true ? 1 : -1);
  return { ...moved, markers: clip.markers.map((marker) => ({ ...marker, frame: marker.frame + shift })) };
}
