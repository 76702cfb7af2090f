import { z } from 'zod';
import { rateSchema } from '../time/rate.ts';

/**
 * A plan says, in model frames, which are given by the user and in which windows the rest is made. It is pure data:
 * the planner makes it without a model, the engine executes it without knowing the operation.
 *
 * Invariants (tested by properties in `planner.test.ts`):
 * - every index in [0, total) is either in `given` or made by exactly one window, never both;
 * - a window knows only frames that are given or were made by an earlier window;
 * - no window is longer than the pack's window, its frames ascend (a loop window may wrap) and its stride is trained.
 */
export const plannedWindowSchema = z.object({
  /** Indices of model frames this window sees, in order of time. */
  frames: z.array(z.number().int().min(0)).min(1),
  /** For each of `frames`: true = enters clean at its place, false = made here. */
  known: z.array(z.boolean()).min(1),
});
export type PlannedWindow = z.infer<typeof plannedWindowSchema>;

export const generationPlanSchema = z.object({
  /** Model frames per second; index i stands at i / rate seconds. */
  rate: rateSchema,
  /** Number of model frames, given ones included. */
  total: z.number().int().min(1),
  /** Indices the user gave, ascending. */
  given: z.array(z.number().int().min(0)),
  windows: z.array(plannedWindowSchema),
  /** Closed in time: index `total` is index 0 again, and positions lie on a circle. */
  loop: z.boolean(),
});
export type GenerationPlan = z.infer<typeof generationPlanSchema>;
