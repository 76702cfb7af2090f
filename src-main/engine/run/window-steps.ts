import type { GenerationPlan, PlannedWindow } from '../../../src-shared/generation/plan.ts';
import { placesOf, stepShare } from '../../../src-shared/generation/window-work.ts';

const fewestSteps = 4;

/**
 * Steps of one window: see `stepShare`.
 *
 * @param steps of a window that begins from nothing
 */
export function windowSteps(plan: GenerationPlan, window: PlannedWindow, steps: number): number {
  const share = stepShare(placesOf(window, plan.total), window.known);
  return Math.min(steps, Math.max(fewestSteps, Math.round(steps * share)));
}
