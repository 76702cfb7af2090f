import type { GenerationPlan, PlannedWindow } from '../../../src-shared/generation/plan.ts';
import { placesOf } from '../../../src-shared/generation/window-work.ts';
import type { WindowTimes } from '../families/position.ts';

/** The planner lets the step across the wrap of a ring be up to this much longer than the others. */
const longestWrap = 1.5;

/**
 * Seconds of a window's frames since its first, from their places in the plan.
 *
 * Only a window that goes all the way round lies on the circle. Part of a longer ring is an open stretch of time: on the
 * circle its frames would be told that its end meets its beginning.
 */
export function windowTimes(plan: GenerationPlan, window: PlannedWindow): WindowTimes {
  const perFrame = plan.rate.den / plan.rate.num;
  const places = placesOf(window, plan.total);
  const steps = places.slice(1).map((place, at) => place - (places[at] ?? 0));
  const widest = steps.reduce((most, step) => Math.max(most, step), 1);
  const wrap = plan.total - (places.at(-1) ?? 0);
  const isRing = plan.loop && wrap > 0 && wrap <= widest * longestWrap;
  return {
    seconds: places.map((place) => place * perFrame),
    loopSeconds: isRing ? plan.total * perFrame : undefined,
  };
}
