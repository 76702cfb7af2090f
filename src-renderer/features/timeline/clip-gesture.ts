import type { ClipId, TrackId } from '../../../src-shared/lib/ids.ts';
import { snap, type SnapPoint } from '../../../src-shared/timeline/snap.ts';

/**
 * Dragging on the timeline as a pure machine: press -> drag -> commit, or cancel. Nothing of the document changes before
 * commit; until then the gesture only says what it would do, and Escape leaves everything exactly as it was.
 */
export type GestureTarget =
  | {
      readonly kind: 'move';
      readonly clips: readonly ClipId[];
      /** Edges that may snap, at the press. */
      readonly edges: readonly number[];
      /** The earliest start among them: nothing moves before frame 0. */
      readonly first: number;
    }
  | {
      readonly kind: 'trim';
      readonly clip: ClipId;
      readonly edge: 'start' | 'end';
      readonly at: number;
      /** How far the edge may go: neighbours, the media's own length, one frame left over. */
      readonly min: number;
      readonly max: number;
    };

export interface GestureSpace {
  /** Pixels per frame. */
  readonly zoom: number;
  /** Ascending, without those of what is dragged; none = snapping is off. */
  readonly points: readonly SnapPoint[];
}

export interface DragResult {
  readonly by: number;
  readonly snappedAt: number | null;
  readonly track: TrackId | null;
}

export type Gesture =
  | { readonly phase: 'idle' }
  | { readonly phase: 'pressed'; readonly target: GestureTarget; readonly x: number; readonly y: number }
  | {
      readonly phase: 'dragging';
      readonly target: GestureTarget;
      readonly x: number;
      readonly result: DragResult;
    };

export interface Pointer {
  readonly x: number;
  readonly y: number;
  /** Control or Command: no snapping for this moment. */
  readonly free: boolean;
  /** The track under the pointer. */
  readonly track: TrackId | null;
}

export const idleGesture: Gesture = { phase: 'idle' };

/** A press that moves less than this is a click. */
const dragThresholdPixels = 4;
const snapReachPixels = 8;

export function pressed(target: GestureTarget, pointer: Pointer): Gesture {
  return { phase: 'pressed', target, x: pointer.x, y: pointer.y };
}

export function dragged(gesture: Gesture, pointer: Pointer, space: GestureSpace): Gesture {
  if (gesture.phase === 'idle') return gesture;
  if (
    gesture.phase === 'pressed' &&
    Math.hypot(pointer.x - gesture.x, pointer.y - gesture.y) < dragThresholdPixels
  ) {
    return gesture;
  }
  const { target } = gesture;
  const free = Math.round((pointer.x - gesture.x) / space.zoom);
  const edges = target.kind === 'move' ? target.edges : [target.at];
  const found = pointer.free
    ? undefined
    : snap(
        edges.map((edge) => edge + free),
        space.points,
        snapReachPixels / space.zoom,
      );
  const wanted = free + (found?.by ?? 0);
  const by = limited(target, wanted);
  return {
    phase: 'dragging',
    target,
    x: gesture.x,
    result: {
      by,
      snappedAt: found === undefined || by !== wanted ? null : found.point.frame,
      track: target.kind === 'move' ? pointer.track : null,
    },
  };
}

function limited(target: GestureTarget, by: number): number {
  if (target.kind === 'move') return Math.max(by, 0 - target.first);
  return Math.min(target.max, Math.max(target.min, target.at + by)) - target.at;
}
