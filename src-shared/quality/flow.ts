import type { BlockMotion } from './motion.ts';
import { median } from './statistics.ts';

/** How the picture moves at a moment, block by block, in pixels per frame. */
export interface Flow {
  readonly blocks: ReadonlyMap<number, readonly [x: number, y: number]>;
  /** Median length over the blocks that move. */
  readonly speed: number;
}

/** The mean of a few motion fields, each spread over the frames it took. */
export function flowOf(
  fields: readonly { readonly field: readonly BlockMotion[]; readonly frames: number }[],
): Flow {
  const sums = new Map<number, [x: number, y: number, count: number]>();
  for (const { field, frames } of fields) {
    for (const { block, x, y } of field) {
      const sum = sums.get(block) ?? [0, 0, 0];
      sums.set(block, [sum[0] + x / frames, sum[1] + y / frames, sum[2] + 1]);
    }
  }
  const blocks = new Map<number, readonly [number, number]>();
  for (const [block, [x, y, count]] of sums) blocks.set(block, [x / count, y / count]);
  return { blocks, speed: median([...blocks.values()].map(([x, y]) => Math.hypot(x, y))) };
}

export interface FlowComparison {
  /** By how many degrees the second turned against the first, over blocks that move in both; 0 to 180. */
  readonly angle: number;
  /** How much the two have to do with each other: 1 = one is the other turned and scaled, 0 = nothing. */
  readonly coherence: number;
  /** How long the second is along the first, as a factor; negative = it goes back. */
  readonly along: number;
}

/** Compared block by block, so that a zoom or a turn of the camera, which moves every place differently, is one motion. */
export function compareFlows(first: Flow, second: Flow): FlowComparison {
  let dot = 0;
  let cross = 0;
  let squareFirst = 0;
  let squareSecond = 0;
  for (const [block, [x, y]] of first.blocks) {
    const other = second.blocks.get(block);
    if (other === undefined) continue;
    dot += x * other[0] + y * other[1];
    cross += x * other[1] - y * other[0];
    squareFirst += x * x + y * y;
    squareSecond += other[0] * other[0] + other[1] * other[1];
  }
  const size = Math.sqrt(squareFirst * squareSecond);
  if (size === 0) return { angle: 0, coherence: 0, along: 0 };
  return {
    angle: Math.abs((Math.atan2(cross, dot) * 180) / Math.PI),
    coherence: Math.hypot(dot, cross) / size,
    along: dot / squareFirst,
  };
}
