import type { ClipId } from '../../../src-shared/lib/ids.ts';
import { allMarkers } from '../../../src-shared/timeline/markers.ts';
import { snapPoints, type SnapPoint } from '../../../src-shared/timeline/snap.ts';
import type { Studio } from '../studio.ts';
import { documentOf } from './commit.ts';

/** Everything of the timeline an edge is drawn to: edits, the playhead, markers, the marked range. */
export function chooseTimelinePoints(studio: Studio, without: readonly ClipId[]): readonly SnapPoint[] {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return [];
  const gone = new Set<ClipId | null>(without);
  return snapPoints({
    timeline,
    without,
    playhead: studio.transport.getState().frame,
    markers: allMarkers(timeline).flatMap(({ at, clipId }) => (gone.has(clipId) ? [] : [at])),
    marks: [timeline.in, timeline.out].filter((mark) => mark !== undefined),
  });
}
