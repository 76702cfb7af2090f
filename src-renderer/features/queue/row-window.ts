/** Rows of different heights in one column, of which only those that are seen are mounted. Lengths in pixels. */
export interface RowPlan {
  readonly height: number;
  /** Top of each row. */
  readonly tops: readonly number[];
}

export function planRows(heights: readonly number[]): RowPlan {
  const tops: number[] = [];
  let height = 0;
  for (const own of heights) {
    tops.push(height);
    height += own;
  }
  return { height, tops };
}

/** So many rows beyond each edge are mounted, so that a fast scroll and the Tab key find something there. */
const rowsBeyond = 4;

/**
 * [first, end): the rows to mount for what is seen of the column.
 *
 * @param scrolled pixels above what is seen
 * @param seen pixels that are seen
 */
export function rowsSeen({ tops }: RowPlan, scrolled: number, seen: number): readonly [number, number] {
  const first = lastAtOrBefore(tops, scrolled);
  const last = lastAtOrBefore(tops, scrolled + seen);
  return [Math.max(0, first - rowsBeyond), Math.min(tops.length, last + 1 + rowsBeyond)];
}

/** Index of the last row whose top lies at or above a position; 0 where none does. */
function lastAtOrBefore(tops: readonly number[], position: number): number {
  let [low, high] = [0, tops.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((tops[middle] ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}
