import type { GenerationPlan, PlannedWindow } from '../../../src-shared/generation/plan.ts';
import { windowTimes } from './window-times.ts';

/** Frames of the plan between two known ones up to which what lies between is hardly in doubt. */
const nearby = 4;

/** Of the steps, where all that is made lies between near known frames. */
const shareBetween = 0.5;

const fewestSteps = 4;

/**
 * Steps of one window. Frames between known ones that are near each other need half: on eight-second shots half the steps
 * left boundaries of windows and the change inside them where they were (1.17 and 0.91 of the usual change against 1.14
 * and 0.92), a third of them did not.
 *
 * @param steps of a window that begins from nothing
 */
export function windowSteps(plan: GenerationPlan, window: PlannedWindow, steps: number): number {
  const { seconds } = windowTimes(plan, window);
  const reach = (nearby + 0.5) * (plan.rate.den / plan.rate.num);
  const knownAt = seconds.filter((_, at) => window.known[at] === true);
  const [first = Infinity] = knownAt;
  const last = knownAt.at(-1) ?? -Infinity;
  const begin = seconds[0] ?? 0;
  const end = seconds.at(-1) ?? 0;
  const isNear =
    knownAt.length > 1 &&
    first - begin < reach &&
    end === last &&
    knownAt.slice(1).every((moment, at) => moment - (knownAt[at] ?? 0) < reach);
  return isNear ? Math.min(steps, Math.max(fewestSteps, Math.round(steps * shareBetween))) : steps;
}
