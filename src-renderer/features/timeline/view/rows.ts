import type { Track } from '../../../../src-shared/project/schema.ts';
import type { VisibleRange } from '../time-scale.ts';
import { shownOrder, trackHeight } from '../track-size.ts';
import type { Sight } from './live-view.ts';

export interface PlacedRow {
  readonly track: Track;
  /** Pixels from the top of the first row. */
  readonly top: number;
  readonly height: number;
}

/** Tracks are drawn for a range that moves in steps of this. */
const rowStepPixels = 160;

/** The tracks from the top of the panel down, and where each of them stands. */
export function placedRows(tracks: readonly Track[]): readonly PlacedRow[] {
  let top = 0;
  return shownOrder(tracks).map((track) => {
    const row = { track, top, height: trackHeight(track) + 1 };
    top += row.height;
    return row;
  });
}

/** Pixels from the top of the first row worth drawing tracks for: what is visible, widened to whole steps. */
export function rowRange({ top, height }: Pick<Sight, 'top' | 'height'>): VisibleRange {
  const first = Math.floor(top / rowStepPixels) - 1;
  const last = Math.ceil((top + height) / rowStepPixels) + 1;
  return { from: first * rowStepPixels, to: last * rowStepPixels };
}

export function isInSight({ top, height }: PlacedRow, { from, to }: VisibleRange): boolean {
  return top < to && top + height > from;
}
