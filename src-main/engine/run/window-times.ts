import type { GenerationPlan, PlannedWindow } from '../../../src-shared/generation/plan.ts';
import type { WindowTimes } from '../families/position.ts';

/**
 * Seconds of a window's frames since its first, from their indices in the plan. On a loop a window may run over the end
 * (14, 15, 0, 1): an index below the one before it stands one turn later.
 */
export function windowTimes(plan: GenerationPlan, { frames }: PlannedWindow): WindowTimes {
  const perFrame = plan.rate.den / plan.rate.num;
  const first = frames[0] ?? 0;
  let turns = 0;
  const seconds = frames.map((frame, at) => {
    if (at > 0 && frame < (frames[at - 1] ?? 0)) turns += 1;
    return (frame - first + turns * plan.total) * perFrame;
  });
  return { seconds, loopSeconds: plan.loop ? plan.total * perFrame : undefined };
}
