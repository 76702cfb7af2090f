import type { LtxManifest } from '../../../../src-shared/pack/schema.ts';
import { walkLength, type NoiseLevels } from '../../samplers/noise-levels.ts';

/** Levels of `steps` steps, falling from 1; without the last, which is 0. */
function linearQuadratic(steps: number, threshold: number): number[] {
  if (steps < 2) return [1];
  const linear = Math.floor(steps / 2);
  const quadratic = steps - linear;
  const difference = linear - threshold * steps;
  const square = difference / (linear * quadratic ** 2);
  const slope = threshold / linear - (2 * difference) / quadratic ** 2;
  return Array.from({ length: steps }, (_, at) => {
    const gone =
      at < linear ? (at * threshold) / linear : square * at ** 2 + slope * at + square * linear ** 2;
    return 1 - gone;
  });
}

/**
 * The linear-quadratic levels of LTX-Video (rf.py of its authors; LTXConditionPipeline of diffusers), in single precision
 * as upstream has them.
 *
 * @param steps at least 1; @param strength below 1 walks the last `steps` levels of a longer walk, so that it begins part
 *   of the way down.
 */
export function ltxLevels(schedule: LtxManifest['schedule'], steps: number, strength = 1): NoiseLevels {
  const total = walkLength(steps, strength);
  const tail = linearQuadratic(total, schedule.threshold).slice(total - steps);
  const timesteps = Float64Array.from(tail, (level) => Math.fround(Math.fround(level) * schedule.timesteps));
  const sigmas = new Float64Array(steps + 1);
  for (const [at, timestep] of timesteps.entries()) sigmas[at] = Math.fround(timestep / schedule.timesteps);
  return { sigmas, timesteps };
}
