import type { ClipId } from '../../../../src-shared/lib/ids.ts';
import type { Timeline } from '../../../../src-shared/project/schema.ts';
import { endOf, findClip, type ClipPlace } from '../../../../src-shared/timeline/clips.ts';
import { withLinked } from '../../../../src-shared/timeline/together.ts';
import type { Studio } from '../../../editor/studio.ts';

/** A clip and, with linked selection on, those linked with it that begin (or end) at the same frame. */
export function sameEdge(
  studio: Studio,
  timeline: Timeline,
  id: ClipId,
  edge: 'start' | 'end',
): readonly ClipPlace[] {
  const own = findClip(timeline, id);
  if (own === undefined) return [];
  if (!studio.view.getState().linkedSelection) return [own];
  const at = edge === 'start' ? own.clip.start : endOf(own.clip);
  return withLinked(timeline, [id])
    .flatMap((one) => findClip(timeline, one) ?? [])
    .filter(({ clip }) => (edge === 'start' ? clip.start : endOf(clip)) === at);
}

/** A clip and what is linked with it. */
export function linkedPlaces(studio: Studio, timeline: Timeline, id: ClipId): readonly ClipPlace[] {
  const ids = studio.view.getState().linkedSelection ? withLinked(timeline, [id]) : [id];
  return ids.flatMap((one) => findClip(timeline, one) ?? []);
}
