import { memoryNeed, type WindowSize } from './need.ts';
import type { PackCost } from './pack-cost.ts';

/** Left to the system and other programs, whatever a shot would like to have. */
const reserveBytes = 1e9;

/** A pack as one of several to choose from. */
export interface CostedPack {
  readonly id: string;
  readonly name: string;
  readonly cost: PackCost;
}

/** What would fit into memory in place of what does not. */
export type Fitting =
  | { readonly kind: 'shorter'; readonly seconds: number }
  | { readonly kind: 'aspect'; readonly aspect: string }
  | { readonly kind: 'pack'; readonly id: string; readonly name: string };

export interface Misfit {
  readonly neededBytes: number;
  /** What this machine could give. */
  readonly presentBytes: number;
  readonly instead: Fitting | undefined;
}

export interface FitQuestion {
  readonly pack: CostedPack;
  readonly size: WindowSize;
  /** Memory of the machine. */
  readonly memoryBytes: number;
  /** Others on this machine. */
  readonly others: readonly CostedPack[];
  /** See `memoryNeed`. */
  readonly measured?: number | undefined;
}

/** The aspect of a size among those of a pack, else its nearest in shape. */
function sizeFor(cost: PackCost, { width, height }: WindowSize) {
  const wanted = Math.log(width / height);
  return cost.sizes.reduce((best, each) =>
    Math.abs(Math.log(each.width / each.height) - wanted) <
    Math.abs(Math.log(best.width / best.height) - wanted)
      ? each
      : best,
  );
}

/** The longest window that fits, in frames: one and whole groups; undefined where not even one frame does. */
function longestFitting(
  { pack: { cost }, size, measured }: FitQuestion,
  present: number,
): number | undefined {
  let longest: number | undefined;
  const most = Math.min(size.frames, cost.window);
  for (let frames = 1; frames <= most; frames += cost.group) {
    if (memoryNeed(cost, { ...size, frames }, measured).least > present) break;
    longest = frames;
  }
  return longest;
}

function fittingInstead(question: FitQuestion, present: number): Fitting | undefined {
  const { pack, size, others, measured } = question;
  const { rate, group, window } = pack.cost;
  const frames = longestFitting(question, present);
  // A single frame is no shot.
  if (frames !== undefined && frames > group)
    return { kind: 'shorter', seconds: Math.floor(((frames * rate.den) / rate.num) * 10) / 10 };
  const wanted = Math.min(size.frames, window);
  const smaller = pack.cost.sizes.filter(
    ({ width, height }) =>
      width * height < size.width * size.height &&
      memoryNeed(pack.cost, { width, height, frames: wanted }, measured).least <= present,
  );
  const [largest] = [...smaller].sort((a, b) => b.width * b.height - a.width * a.height);
  if (largest !== undefined) return { kind: 'aspect', aspect: largest.aspect };
  const able = others.filter(
    ({ cost }) => memoryNeed(cost, { ...sizeFor(cost, size), frames: cost.window }).least <= present,
  );
  // The largest that fits is nearest to what was wanted.
  const needOf = ({ cost }: CostedPack) =>
    memoryNeed(cost, { ...sizeFor(cost, size), frames: cost.window }).least;
  const [nearest] = [...able].sort((a, b) => needOf(b) - needOf(a));
  return nearest && { kind: 'pack', id: nearest.id, name: nearest.name };
}

/**
 * Whether a shot fits into the machine's memory at all; undefined = it does. What is free at the moment is another
 * question: other programs can be closed.
 */
export function memoryMisfit(question: FitQuestion): Misfit | undefined {
  const { pack, size, memoryBytes, measured } = question;
  const present = Math.max(0, memoryBytes - reserveBytes);
  const needed = memoryNeed(pack.cost, size, measured).least;
  if (needed <= present) return undefined;
  return { neededBytes: needed, presentBytes: memoryBytes, instead: fittingInstead(question, present) };
}

/** The least memory any shot of a pack needs, in bytes: what decides whether it is of use on a machine at all. */
export function leastOfPack(cost: PackCost): number {
  const needs = cost.sizes.map(({ width, height }) => memoryNeed(cost, { width, height, frames: 1 }).least);
  return Math.min(...needs);
}

/** What a full window of the largest size needs. */
export function fullWindowOf(cost: PackCost) {
  const largest = cost.sizes.reduce((best, each) =>
    each.width * each.height > best.width * best.height ? each : best,
  );
  return memoryNeed(cost, { width: largest.width, height: largest.height, frames: cost.window });
}
