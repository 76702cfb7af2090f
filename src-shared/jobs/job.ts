import { z } from 'zod';
import { errorDataSchema } from '../errors/app-error.ts';
import { jobIdSchema, mediaIdSchema } from '../lib/ids.ts';

/** Phases a job goes through, in order; a kind of job skips what it has no use for. */
export const phaseNames = [
  'waiting',
  'loading',
  'reading-prompt',
  'preparing',
  'denoising',
  'decoding',
  'writing',
  'saving',
] as const;
export const phaseNameSchema = z.enum(phaseNames);
export type PhaseName = z.infer<typeof phaseNameSchema>;

export const jobStates = [
  'queued',
  'running',
  'cancelling',
  /** Waits until it is resumed; what it has done is kept. */
  'paused',
  'done',
  'failed',
  'cancelled',
  'interrupted',
] as const;
export const jobStateSchema = z.enum(jobStates);
export type JobState = z.infer<typeof jobStateSchema>;

/**
 * A job as the window sees it. `seq` rises with every change; a snapshot with a lower `seq` than the one already shown is
 * late news and is dropped. `progress` comes from real events weighted by phase, and never falls.
 */
export const jobSnapshotSchema = z.object({
  id: jobIdSchema,
  seq: z.number().int().min(0),
  kind: z.enum(['generate', 'deliver', 'import']),
  /** What the queue shows: the prompt's beginning, or the file's name. */
  label: z.string(),
  state: jobStateSchema,
  phase: phaseNameSchema,
  progress: z.number().min(0).max(1),
  step: z.object({ index: z.number().int(), total: z.number().int() }).optional(),
  secondsPerStep: z.number().optional(),
  secondsLeft: z.number().optional(),
  secondsElapsed: z.number(),
  peakBytes: z.number().optional(),
  /** The finished take. */
  mediaId: mediaIdSchema.optional(),
  /** Names the delivered file, never its path. */
  fileName: z.string().optional(),
  error: errorDataSchema.optional(),
  /** Waiting jobs run in rising order, drafts before finals. */
  order: z.number().optional(),
  quality: z.enum(['draft', 'final']).optional(),
  /** How long the whole of a waiting job will take, as far as earlier ones tell. */
  secondsEstimated: z.number().min(0).optional(),
});
export type JobSnapshot = z.infer<typeof jobSnapshotSchema>;

export function isFinished(state: JobState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled' || state === 'interrupted';
}
