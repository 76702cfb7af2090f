import type { NoiseSchedule } from '../../../src-shared/pack/schedule.ts';

/** The walk of one run. */
export interface NoiseLevels {
  /** `steps` + 1 levels, falling, the last one 0. */
  readonly sigmas: Float64Array;
  /** What the network is told at each step. */
  readonly timesteps: Float64Array;
}

/**
 * The levels a pack was published with. Rounded to single precision where its origin does so, because the half log
 * signal-to-noise ratio near level 1 depends on the last bit.
 *
 * @param steps at least 1; @param strength below 1 starts part of the way down (the levels are multiplied by it).
 */
export function noiseLevels(schedule: NoiseSchedule, steps: number, strength = 1): NoiseLevels {
  const { first, last, includesLast, shift, headroom, wholeTimesteps } = schedule;
  const intervals = includesLast ? Math.max(1, steps - 1) : steps;
  const sigmas = new Float64Array(steps + 1);
  const timesteps = new Float64Array(steps);
  for (let index = 0; index < steps; index += 1) {
    const even = first + ((last - first) * index) / intervals;
    let sigma = (strength * (shift * even)) / (1 + (shift - 1) * even);
    if (Math.abs(sigma - 1) < headroom) sigma -= headroom;
    sigmas[index] = Math.fround(sigma);
    const timestep = sigma * schedule.timesteps;
    timesteps[index] = wholeTimesteps ? Math.trunc(timestep) : Math.fround(timestep);
  }
  return { sigmas, timesteps };
}
