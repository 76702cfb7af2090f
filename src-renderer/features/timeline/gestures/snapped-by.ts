import { snap, type SnapPoint } from '../../../../src-shared/timeline/snap.ts';

export interface SnapSpace {
  /** Pixels per frame. */
  readonly zoom: number;
  /** Ascending, without those of what is dragged; none = snapping is off. */
  readonly points: readonly SnapPoint[];
}

export interface Snapped {
  readonly by: number;
  /** The frame an edge landed on. */
  readonly at: number | null;
}

const reachPixels = 8;

/** How far a drag goes when its edges are drawn to what is near: `free` frames, or the few more that land an edge on a point. */
export function snappedBy(free: number, edges: readonly number[], { zoom, points }: SnapSpace): Snapped {
  const whole = Math.round(free);
  if (edges.length === 0 || points.length === 0) return { by: whole, at: null };
  const found = snap(
    edges.map((edge) => edge + whole),
    points,
    reachPixels / zoom,
  );
  return found === undefined ? { by: whole, at: null } : { by: whole + found.by, at: found.point.frame };
}
