import type { Timeline } from '../project/schema.ts';

/** Why an edit was not made. The window words it from its catalogue. */
export const refusals = [
  'clip.missing',
  'clip.one',
  'clip.noTakes',
  'clip.noAudio',
  'track.missing',
  'track.kind',
  'track.locked',
  'track.last',
  'sync.blocked',
  'place.taken',
  'place.beforeStart',
  'place.tooFar',
  'length.empty',
  'source.tooShort',
  'source.still',
  'speed.range',
  'split.outside',
  'range.empty',
  'gap.missing',
  'edit.missing',
  'join.different',
  'points.missing',
  'transition.missing',
  'transition.noHandles',
  'transition.taken',
  'marker.missing',
  'keyframe.missing',
  'clipboard.empty',
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

/** One edit after another, as one: refused where any is. What has nothing to do is passed over, unless all have. */
export function inTurn(
  timeline: Timeline,
  edits: readonly ((timeline: Timeline) => EditResult)[],
): EditResult {
  let current = timeline;
  for (const edit of edits) {
    const result = edit(current);
    if (result.ok) current = result.timeline;
    else if (result.reason !== 'nothing.toDo') return result;
  }
  return current === timeline ? refused('nothing.toDo') : edited(current);
}
