import type { Luma } from './frame.ts';
import { median, quantile } from './statistics.ts';

/** A displacement in pixels of the measured pictures, x to the right and y down. */
export interface Displacement {
  readonly x: number;
  readonly y: number;
}

const block = 8;
const reach = 7;

/** Blocks that change by less than this many levels on average stand still; what they say of motion is noise. */
const leastChange = 1;

/**
 * How what moves between two pictures moved: the median displacement of the blocks that changed, found by full search and
 * refined to parts of a pixel. A small subject before a still background counts, because still blocks have no say.
 */
export function motionBetween(before: Luma, after: Luma): Displacement {
  const found: Displacement[] = [];
  for (const { x, y } of movingBlocks(before, after)) {
    const displacement = displacementOf(before, after, x, y);
    if (displacement !== undefined) found.push(displacement);
  }
  return { x: median(found.map((one) => one.x)), y: median(found.map((one) => one.y)) };
}

/** The blocks that changed most, at most a third of all: they hold the edges of what moves. */
function movingBlocks(before: Luma, after: Luma): Displacement[] {
  const blocks: { readonly x: number; readonly y: number; readonly change: number }[] = [];
  for (let y = reach; y + block + reach <= before.height; y += block / 2) {
    for (let x = reach; x + block + reach <= before.width; x += block / 2) {
      blocks.push({ x, y, change: difference(before, after, x, y, 0, 0) });
    }
  }
  const enough = Math.max(
    leastChange,
    quantile(
      blocks.map(({ change }) => change),
      2 / 3,
    ),
  );
  return blocks.filter(({ change }) => change >= enough);
}

function difference(before: Luma, after: Luma, x: number, y: number, dx: number, dy: number): number {
  let sum = 0;
  for (let row = 0; row < block; row += 1) {
    const from = (y + row) * before.width + x;
    const to = (y + row + dy) * after.width + x + dx;
    for (let column = 0; column < block; column += 1) {
      sum += Math.abs((before.values[from + column] ?? 0) - (after.values[to + column] ?? 0));
    }
  }
  return sum / (block * block);
}

/** Where a block went; undefined where it matches nowhere much better than where it was (uncovered background). */
function displacementOf(before: Luma, after: Luma, x: number, y: number): Displacement | undefined {
  const still = difference(before, after, x, y, 0, 0);
  let best = { dx: 0, dy: 0, cost: still };
  for (let dy = -reach; dy <= reach; dy += 1) {
    for (let dx = -reach; dx <= reach; dx += 1) {
      const cost = difference(before, after, x, y, dx, dy);
      if (cost < best.cost) best = { dx, dy, cost };
    }
  }
  if (best.cost > still * 0.7) return undefined;
  const at = (dx: number, dy: number): number => difference(before, after, x, y, dx, dy);
  const { dx, dy, cost } = best;
  return {
    x: dx + (Math.abs(dx) < reach ? vertex(at(dx - 1, dy), cost, at(dx + 1, dy)) : 0),
    y: dy + (Math.abs(dy) < reach ? vertex(at(dx, dy - 1), cost, at(dx, dy + 1)) : 0),
  };
}

/** Where between -0.5 and 0.5 the lowest point of a V through three costs lies. */
function vertex(left: number, middle: number, right: number): number {
  const rise = Math.max(left, right) - middle;
  return rise <= 0 ? 0 : Math.max(-0.5, Math.min(0.5, (left - right) / (2 * rise)));
}
