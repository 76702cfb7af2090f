import type { Luma } from './frame.ts';
import { quantile } from './statistics.ts';

/** Where one block of a picture went: pixels of the measured picture, x to the right and y down. */
export interface BlockMotion {
  /** Number of the block, the same place in every picture of one size. */
  readonly block: number;
  readonly x: number;
  readonly y: number;
}

const blockSize = 8;
const reach = 7;

/** Blocks that change by less than this many levels on average stand still; what they say of motion is noise. */
const leastChange = 1;

/** Blocks that change much less than the liveliest show what is uncovered at best. */
const livelyShare = 0.25;

/** A match must be this much better than no motion; else the block shows something new, or nothing to hold on to. */
const convincing = 0.7;

interface Spot {
  readonly block: number;
  readonly x: number;
  readonly y: number;
  readonly change: number;
}

/**
 * How what moves between two pictures moved: the displacement of every block that changed, found by full search and
 * refined to parts of a pixel. A small subject before a still background counts, because still blocks have no say.
 */
export function motionField(before: Luma, after: Luma): BlockMotion[] {
  const field: BlockMotion[] = [];
  for (const { block, x, y, change } of livelyBlocks(before, after)) {
    const displacement = displacementOf(before, after, x, y, change);
    if (displacement !== undefined) field.push({ block, ...displacement });
  }
  return field;
}

function livelyBlocks(before: Luma, after: Luma): Spot[] {
  const spots: Spot[] = [];
  let block = 0;
  for (let y = reach; y + blockSize + reach <= before.height; y += blockSize / 2) {
    for (let x = reach; x + blockSize + reach <= before.width; x += blockSize / 2) {
      spots.push({ block, x, y, change: difference(before, after, { x, y, dx: 0, dy: 0 }, Infinity) });
      block += 1;
    }
  }
  const liveliest = quantile(
    spots.map(({ change }) => change),
    0.95,
  );
  const enough = Math.max(leastChange, liveliest * livelyShare);
  return spots.filter(({ change }) => change >= enough);
}

interface Shift {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
}

/** Mean absolute difference of a block and where it may have gone; given up for Infinity once it is above `most`. */
function difference(before: Luma, after: Luma, { x, y, dx, dy }: Shift, most: number): number {
  const limit = most * blockSize * blockSize;
  let sum = 0;
  for (let row = 0; row < blockSize; row += 1) {
    const from = (y + row) * before.width + x;
    const to = (y + row + dy) * after.width + x + dx;
    for (let column = 0; column < blockSize; column += 1) {
      sum += Math.abs((before.values[from + column] ?? 0) - (after.values[to + column] ?? 0));
    }
    if (sum > limit) return Infinity;
  }
  return sum / (blockSize * blockSize);
}

function displacementOf(
  before: Luma,
  after: Luma,
  x: number,
  y: number,
  still: number,
): { readonly x: number; readonly y: number } | undefined {
  let best = { dx: 0, dy: 0, cost: still };
  for (let dy = -reach; dy <= reach; dy += 1) {
    for (let dx = -reach; dx <= reach; dx += 1) {
      const cost = difference(before, after, { x, y, dx, dy }, best.cost);
      if (cost < best.cost) best = { dx, dy, cost };
    }
  }
  if (best.cost > still * convincing) return undefined;
  const { dx, dy, cost } = best;
  const costAt = (moreX: number, moreY: number): number =>
    difference(before, after, { x, y, dx: dx + moreX, dy: dy + moreY }, Infinity);
  return {
    x: dx + (Math.abs(dx) < reach ? vertex(costAt(-1, 0), cost, costAt(1, 0)) : 0),
    y: dy + (Math.abs(dy) < reach ? vertex(costAt(0, -1), cost, costAt(0, 1)) : 0),
  };
}

/** Where between -0.5 and 0.5 the lowest point of a V through three costs lies. */
function vertex(left: number, middle: number, right: number): number {
  const rise = Math.max(left, right) - middle;
  return rise <= 0 ? 0 : Math.max(-0.5, Math.min(0.5, (left - right) / (2 * rise)));
}
