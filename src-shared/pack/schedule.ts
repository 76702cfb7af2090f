import { z } from 'zod';

/**
 * How a pack spreads its noise levels over a run (flow matching): `steps` unshifted levels from `first` towards `last`,
 * evenly spaced, then sigma' = shift * sigma / (1 + (shift - 1) * sigma), then 0. What differs between the schedulers that
 * models are published with is data here, so that a pack walks exactly the levels of its origin.
 */
export const noiseScheduleSchema = z.object({
  first: z.number().gt(0).max(1),
  last: z.number().min(0).max(1),
  /** Whether `last` itself is the last level before 0, or the one that would come after it. */
  includesLast: z.boolean(),
  shift: z.number().min(0.1).max(100),
  /** Taken off a first level of 1, where the half log signal-to-noise ratio would be infinite. */
  headroom: z.number().min(0).max(0.01),
  /** What the network is told: sigma * timesteps, as a fraction or cut to a whole number. */
  timesteps: z.number().int().min(1),
  wholeTimesteps: z.boolean(),
});
export type NoiseSchedule = z.infer<typeof noiseScheduleSchema>;
