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
 * @param steps at least 1; @param strength below 1 walks the last `steps` levels of a longer walk, so that it begins part
 *   of the way down (as WanVideoToVideoPipeline of diffusers does).
 */
export function noiseLevels(schedule: NoiseSchedule, steps: number, strength = 1): NoiseLevels {
  const { first, last, includesLast, shift, headroom, wholeTimesteps } = schedule;
  const total = walkLength(steps, strength);
  const intervals = includesLast ? Math.max(1, total - 1) : total;
  const sigmas = new Float64Array(steps + 1);
  const timesteps = new Float64Array(steps);
  for (let index = 0; index < steps; index += 1) {
    const even = first + ((last - first) * (total - steps + index)) / intervals;
    let sigma = (shift * even) / (1 + (shift - 1) * even);
    if (Math.abs(sigma - 1) < headroom) sigma -= headroom;
    sigmas[index] = Math.fround(sigma);
    const timestep = sigma * schedule.timesteps;
    timesteps[index] = wholeTimesteps ? Math.trunc(timestep) : Math.fround(timestep);
  }
  return { sigmas, timesteps };
}

/** Steps of the whole walk of which a shot that is made over takes the last `steps`. */
export function walkLength(steps: number, strength: number): number {
  return strength >= 1 ? steps : Math.max(steps, Math.round(steps / Math.max(strength, 1 / 1000)));
}
