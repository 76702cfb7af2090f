import { expect, test } from 'vitest';
import { planGeneration } from '../../../src-shared/generation/planner.ts';
import { windowSteps } from './window-steps.ts';

const limits = { rate: { num: 8, den: 1 }, window: 16, strides: [1, 2, 4, 8], context: 6 };

function stepsOf(request: Parameters<typeof planGeneration>[0], steps = 12): number[] {
  const plan = planGeneration(request, limits);
  return plan.windows.map((window) => windowSteps(plan, window, steps));
}

test('what begins from nothing or leads into the open gets all steps, what lies between half', () => {
  expect(stepsOf({ operation: 'generate', frames: 16 })).toEqual([12]);
  expect(stepsOf({ operation: 'extend-forward', newFrames: 8, available: 48 })).toEqual([12]);
  expect(stepsOf({ operation: 'extend-forward', newFrames: 16, available: 48 })).toEqual([12, 6, 6]);
  expect(stepsOf({ operation: 'fill', newFrames: 8, before: 48, after: 48 })).toEqual([12]);
  expect(stepsOf({ operation: 'keyframes', frames: 16, keys: [0, 7, 15] })).toEqual([12]);
});

test('of a long shot the far frames get all, and what lies between them half', () => {
  expect(stepsOf({ operation: 'generate', frames: 64 })).toEqual([12, 6, 6, 6, 6, 6]);
  const [far, ...between] = stepsOf({ operation: 'loop', frames: 64 });
  expect(far).toBe(12);
  expect(between.every((steps) => steps === 6)).toBe(true);
  expect(stepsOf({ operation: 'smooth', frames: 9, factor: 3 }).every((steps) => steps === 6)).toBe(true);
});

test('a draft is not made coarser than it is', () => {
  expect(stepsOf({ operation: 'generate', frames: 64 }, 4)).toEqual([4, 4, 4, 4, 4, 4]);
  expect(stepsOf({ operation: 'generate', frames: 64 }, 2)).toEqual([2, 2, 2, 2, 2, 2]);
});
