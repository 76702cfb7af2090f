import type { Clip } from '../project/schema.ts';
import { sourceMoment } from '../project/source-time.ts';

/** Which frames a clip's source has: `from` up to, not including, `to`, at the project's rate. */
export interface Span {
  readonly from: number;
  readonly to: number;
}
/** See `sourceSpanOf` in `project/sources.ts`. */
export type SourceSpan = (clip: Clip) => Span;

/** How many frames of the timeline the source could go on for in one direction of play. */
function room(clip: Clip, at: number, step: 1 | -1, { from, to }: Span): number {
  if (clip.freeze === true) return Infinity;
  const { num: here, den } = sourceMoment(clip, at);
  const pace = clip.speed?.num ?? 1;
  const isUp = (clip.reverse === true ? -1 : 1) * step > 0;
  const rest = isUp ? to * den - 1 - here : here - from * den;
  return Math.max(0, Math.floor(rest / pace));
}

/** Frames a clip's source has ahead of its first one: how far its head can be drawn out, or a passage reach. */
export function framesAhead(clip: Clip, span: Span): number {
  return room(clip, 0, -1, span);
}

/** The same behind its last one. */
export function framesBehind(clip: Clip, span: Span): number {
  return room(clip, clip.length - 1, 1, span);
}
