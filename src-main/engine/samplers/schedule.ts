/**
 * Noise levels of a run: `steps` + 1 values from 1 down to 0, evenly spaced and then shifted towards noise,
 * sigma' = shift * sigma / (1 + (shift - 1) * sigma) (Stable Diffusion 3, arXiv 2403.03206, section 5.3.2; the schedule
 * of diffusers' FlowMatchEulerDiscreteScheduler with sigmas 1 … 1/steps).
 *
 * @param steps at least 1.
 * @param shift above 0; 1 leaves the levels evenly spaced.
 */
export function sigmaSchedule(steps: number, shift: number): Float64Array {
  return Float64Array.from({ length: steps + 1 }, (_, index) => {
    const sigma = 1 - index / steps;
    return (shift * sigma) / (1 + (shift - 1) * sigma);
  });
}
