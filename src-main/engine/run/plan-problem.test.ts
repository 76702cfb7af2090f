import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planGeneration, type PlanRequest } from '../../../src-shared/generation/planner.ts';
import { planProblem } from './plan-problem.ts';

const limits = { rate: { num: 8, den: 1 }, window: 16, strides: [1, 2, 4, 8], context: 6 };
const count = fc.integer({ min: 2, max: 200 });

const requests: fc.Arbitrary<PlanRequest> = fc.oneof(
  count.map((frames) => ({ operation: 'generate', frames }) as const),
  count.map((frames) => ({ operation: 'animate', frames }) as const),
  count.map((frames) => ({ operation: 'loop', frames }) as const),
  fc
    .tuple(count, count)
    .map(([newFrames, available]) => ({ operation: 'extend-forward', newFrames, available }) as const),
  fc
    .tuple(count, count)
    .map(([newFrames, available]) => ({ operation: 'extend-backward', newFrames, available }) as const),
  fc
    .tuple(count, count, count)
    .map(([newFrames, before, after]) => ({ operation: 'bridge', newFrames, before, after }) as const),
);

describe('the check of a plan', () => {
  it('accepts whatever the planner plans', () => {
    fc.assert(
      fc.property(requests, (request) => {
        expect(planProblem(planGeneration(request, limits), limits.window)).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  it('finds every way to break one', () => {
    const plan = planGeneration({ operation: 'extend-forward', newFrames: 20, available: 4 }, limits);
    const [first, ...rest] = plan.windows;
    if (first === undefined) throw new Error('The plan has no windows.');
    const broken = [
      { ...plan, windows: rest },
      { ...plan, total: plan.total - 1 },
      { ...plan, total: plan.total + 1 },
      { ...plan, given: [] },
      { ...plan, given: [...plan.given, 0] },
      { ...plan, windows: [{ ...first, known: first.known.slice(1) }, ...rest] },
      { ...plan, windows: [{ ...first, known: first.known.map(() => true) }, ...rest] },
      { ...plan, windows: [first, first, ...rest] },
    ];
    expect(broken.map((each) => typeof planProblem(each, limits.window))).toEqual(broken.map(() => 'string'));
    expect(planProblem(plan, 4)).toMatch(/longer than/);
  });
});
