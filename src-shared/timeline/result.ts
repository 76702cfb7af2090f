import type { Timeline } from '../project/schema.ts';

/** Why an edit was not made. The window words it from its catalogue. */
export const refusals = [
  'clip.missing',
  'track.missing',
  'track.kind',
  'place.taken',
  'place.beforeStart',
  'place.tooFar',
  'length.empty',
  'source.tooShort',
  'split.outside',
  'range.empty',
  'gap.missing',
  'id.taken',
  'nothing.toDo',
] as const;
export type Refusal = (typeof refusals)[number];

/** An edit makes a whole new timeline, sharing what it did not touch, or says why not and changes nothing. */
export type EditResult =
  { readonly ok: true; readonly timeline: Timeline } | { readonly ok: false; readonly reason: Refusal };

export function edited(timeline: Timeline): EditResult {
  return { ok: true, timeline };
}

export function refused(reason: Refusal): EditResult {
  return { ok: false, reason };
}
