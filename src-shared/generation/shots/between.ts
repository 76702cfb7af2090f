import type { Frames, Rate } from '../../time/rate.ts';
import { conformBackward, conformBetween, conformForward, type Conform } from '../conform.ts';
import type { KnownSide } from '../piece.ts';
import type { GenerationPlan } from '../plan.ts';
import { planGeneration, type PlanLimits } from '../planner.ts';
import type { GivenPicture } from '../shot-plan.ts';

/** New material beside known footage, or between two sides of it. */
export interface BetweenShot {
  readonly plan: GenerationPlan;
  readonly given: readonly GivenPicture[];
  /** For each new frame of the finished file: an index of the plan. */
  readonly shows: readonly number[];
}

export interface BetweenWish {
  readonly before?: KnownSide | undefined;
  readonly after?: KnownSide | undefined;
  /** New frames of the finished file. */
  readonly outputFrames: Frames;
  readonly rate: Rate;
  readonly limits: PlanLimits;
}

function planned(
  { before, after, outputFrames, rate, limits }: BetweenWish,
  model: Rate,
): { readonly plan: GenerationPlan; readonly conform: Conform } {
  if (before !== undefined && after !== undefined) {
    const conform = conformBetween(outputFrames, rate, model);
    const sides = { before: before.available, after: after.available };
    const plan = planGeneration({ operation: 'bridge', newFrames: conform.newFrames, ...sides }, limits);
    return { conform, plan };
  }
  const forward = before !== undefined;
  const conform = (forward ? conformForward : conformBackward)(outputFrames, rate, model);
  const operation = forward ? 'extend-forward' : 'extend-backward';
  const available = before?.available ?? after?.available ?? 0;
  return { conform, plan: planGeneration({ operation, newFrames: conform.newFrames, available }, limits) };
}

/**
 * Extend, bridge, fill and the closing of a loop are one thing: some frames are known before, some after, or both. The
 * plan takes as many of each as it has a use for.
 */
export function planBetween(wish: BetweenWish): BetweenShot {
  const { plan, conform } = planned(wish, wish.limits.rate);
  const known = new Set(plan.given);
  let head = 0;
  while (known.has(head)) head += 1;
  const picturesOf = (side: KnownSide | undefined, count: number): GivenPicture[] =>
    side === undefined ? [] : side.take(count).map((frame) => ({ source: side.source, frame }));
  return {
    plan,
    given: [...picturesOf(wish.before, head), ...picturesOf(wish.after, plan.given.length - head)],
    shows: conform.shows.map((index) => head + index),
  };
}
