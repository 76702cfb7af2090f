import type { ClipId } from '../../src-shared/lib/ids.ts';
import type { Timeline } from '../../src-shared/project/schema.ts';
import { endOf, findClip, type ClipPlace } from '../../src-shared/timeline/clips.ts';
import { mainTrack } from '../../src-shared/timeline/magnetic.ts';
import { withLinked } from '../../src-shared/timeline/together.ts';
import type { Studio } from './studio.ts';

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

/** Whether one of several clips lies on the main track of a magnetic timeline, so that all of them move what is behind. */
export function isOnMagneticMain(studio: Studio, timeline: Timeline, places: readonly ClipPlace[]): boolean {
  const main = mainTrack(timeline);
  return studio.view.getState().magnetic && places.some(({ track }) => track === main);
}

/** A clip and what is linked with it. */
export function linkedPlaces(studio: Studio, timeline: Timeline, id: ClipId): readonly ClipPlace[] {
  const ids = studio.view.getState().linkedSelection ? withLinked(timeline, [id]) : [id];
  return ids.flatMap((one) => findClip(timeline, one) ?? []);
}
