import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planGeneration } from '../../../src-shared/generation/planner.ts';
import { windowTimes } from './window-times.ts';

const limits = { rate: { num: 8, den: 1 }, window: 16, strides: [1, 2, 4, 8], context: 6 };

function ring(frames: number) {
  return planGeneration({ operation: 'loop', frames }, limits);
}

test('a ring that fits a window lies on the circle', () => {
  const plan = ring(16);
  const [window] = plan.windows;
  if (window === undefined) throw new Error('A ring has a window.');
  expect(windowTimes(plan, window)).toEqual({
    seconds: Array.from({ length: 16 }, (_, index) => index / 8),
    loopSeconds: 2,
  });
});

test('of a longer ring only windows that go all the way round do', () => {
  for (const frames of [24, 40, 100, 128, 200, 480]) {
    const plan = ring(frames);
    for (const window of plan.windows) {
      const held = window.frames.length / frames;
      const { loopSeconds } = windowTimes(plan, window);
      const [first = 0, second = 0] = window.frames;
      const covered = held * Math.abs(second - first);
      expect(loopSeconds, `${frames}: ${window.frames.join(' ')}`).toBe(
        covered > 0.9 ? frames / 8 : undefined,
      );
    }
  }
});

test('a window over the end goes on in time', () => {
  const plan = { ...ring(32), windows: [] };
  const known = [false, false, false, false];
  expect(windowTimes(plan, { frames: [30, 31, 0, 1], known })).toEqual({
    seconds: [0, 0.125, 0.25, 0.375],
    loopSeconds: undefined,
  });
});

test('time always goes forward, and never once round', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), (frames) => {
      const plan = ring(frames);
      for (const window of plan.windows) {
        const { seconds } = windowTimes(plan, window);
        expect(seconds.slice(1).every((moment, at) => moment > (seconds[at] ?? 0))).toBe(true);
        expect((seconds.at(-1) ?? 0) * 8).toBeLessThan(frames);
      }
    }),
  );
});
