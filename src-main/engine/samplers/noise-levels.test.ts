import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NoiseSchedule } from '../../../src-shared/pack/schedule.ts';
import { noiseLevels, walkLength } from './noise-levels.ts';

const schedule: NoiseSchedule = {
  first: 1,
  last: 0,
  includesLast: false,
  shift: 3,
  headroom: 1e-6,
  wholeTimesteps: true,
  timesteps: 1000,
};

describe('levels of a shot that is made over', () => {
  it('are the last ones of a longer walk', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (steps, strength) => {
          const part = noiseLevels(schedule, steps, strength);
          const whole = noiseLevels(schedule, walkLength(steps, strength));
          expect(part.sigmas).toEqual(whole.sigmas.slice(-(steps + 1)));
          expect(part.timesteps).toEqual(whole.timesteps.slice(-steps));
        },
      ),
    );
  });

  it('begin lower the weaker the change, and at the top where all is made new', () => {
    const begins = [0.1, 0.25, 0.5, 0.9, 1].map(
      (strength) => noiseLevels(schedule, 20, strength).sigmas[0] ?? 0,
    );
    expect(begins).toEqual([...begins].sort((a, b) => a - b));
    expect(begins[0]).toBeLessThan(0.3);
    expect(begins.at(-1)).toBeGreaterThan(0.999);
  });
});
