import type { ClipId } from '../../../src-shared/lib/ids.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { snapPoints, type SnapPoint } from '../../../src-shared/timeline/snap.ts';
import type { Studio } from '../studio.ts';
import { documentOf } from './commit.ts';

/** Everything of the timeline an edge is drawn to: edits, the playhead, markers, the marked range. */
export function chooseTimelinePoints(studio: Studio, without: readonly ClipId[]): readonly SnapPoint[] {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return [];
  const gone = new Set(without);
  const clipMarkers = timeline.tracks.flatMap(({ clips }) =>
    clips.flatMap((clip) =>
      gone.has(clip.id)
        ? []
        : (clip.markers ?? [])
            .filter(({ frame }) => frame >= 0 && frame < clip.length)
            .map(({ frame }) => frames(clip.start + frame)),
    ),
  );
  return snapPoints({
    timeline,
    without,
    playhead: studio.transport.getState().frame,
    markers: [...(timeline.markers ?? []).map(({ frame }) => frame), ...clipMarkers],
    marks: [timeline.in, timeline.out].filter((mark) => mark !== undefined),
  });
}
