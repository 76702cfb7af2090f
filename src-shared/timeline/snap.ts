import type { ClipId } from '../lib/ids.ts';
import type { Timeline } from '../project/schema.ts';
import { frames, type Frames } from '../time/rate.ts';
import { endOf } from './clips.ts';

export interface SnapPoint {
  readonly frame: Frames;
  readonly kind: 'start' | 'playhead' | 'edit' | 'marker' | 'mark';
}

export interface SnapSources {
  readonly timeline: Timeline;
  /** Clips under the pointer do not attract themselves. */
  readonly without?: readonly ClipId[];
  readonly playhead?: Frames;
  readonly markers?: readonly Frames[];
  readonly marks?: readonly Frames[];
}

/** Everything an edge can snap to, ascending, each frame once; where several meet, the first kind of the list names it. */
export function snapPoints({
  timeline,
  without = [],
  playhead,
  markers = [],
  marks = [],
}: SnapSources): SnapPoint[] {
  const points = new Map<number, SnapPoint>();
  const add = (frame: Frames, kind: SnapPoint['kind']): void => {
    if (!points.has(frame)) points.set(frame, { frame, kind });
  };
  if (playhead !== undefined) add(playhead, 'playhead');
  for (const marker of markers) add(marker, 'marker');
  for (const mark of marks) add(mark, 'mark');
  const moving = new Set(without);
  for (const track of timeline.tracks) {
    for (const clip of track.clips) {
      if (moving.has(clip.id)) continue;
      add(clip.start, 'edit');
      add(endOf(clip), 'edit');
    }
  }
  add(frames(0), 'start');
  return [...points.values()].sort((a, b) => a.frame - b.frame);
}

export interface Snap {
  readonly point: SnapPoint;
  /** How far to move so that an edge lands on the point. */
  readonly by: number;
}

/**
 * The nearest point to any of the given edges.
 *
 * @param points ascending, from `snapPoints`
 * @param tolerance in frames, what a few pixels are at the present zoom; undefined = nothing is near enough
 */
export function snap(
  edges: readonly number[],
  points: readonly SnapPoint[],
  tolerance: number,
): Snap | undefined {
  let best: Snap | undefined;
  for (const edge of edges) {
    for (const point of nearby(points, edge)) {
      const by = point.frame - edge;
      if (Math.abs(by) > tolerance) continue;
      if (best === undefined || Math.abs(by) < Math.abs(best.by)) best = { point, by };
    }
  }
  return best;
}

/** The points on both sides of a frame, found by halving: a timeline may have thousands. */
function nearby(points: readonly SnapPoint[], frame: number): SnapPoint[] {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.frame ?? Infinity) < frame) low = middle + 1;
    else high = middle;
  }
  return points.slice(Math.max(0, low - 1), low + 1);
}
