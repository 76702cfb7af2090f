import { z } from 'zod';
import { errorDataSchema } from '../../src-shared/errors/app-error.ts';
import { generationRequestSchema } from '../../src-shared/generation/request.ts';
import { jobStateSchema } from '../../src-shared/jobs/job.ts';
import { frameRangeSchema } from '../../src-shared/timeline/frame-range.ts';
import { jobIdSchema, mediaIdSchema, projectIdSchema } from '../../src-shared/lib/ids.ts';

/** What a job is to do, as it is kept on the disk: enough to do it again after a crash. */
export const jobSpecSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('generate'), projectId: projectIdSchema, request: generationRequestSchema }),
  z.object({
    kind: z.literal('deliver'),
    projectId: projectIdSchema,
    preset: z.string(),
    out: z.string(),
    /** What of the timeline, as it was marked when the delivery was asked for; all of it where absent. */
    range: frameRangeSchema.optional(),
  }),
]);
export type JobSpec = z.infer<typeof jobSpecSchema>;

/** One engine, one export: more at once would only make each slower. */
export type Lane = 'engine' | 'export';
export function laneOf(spec: JobSpec): Lane {
  return spec.kind === 'generate' ? 'engine' : 'export';
}

/** What the queue's journal holds. */
export const queueRecordSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('added'), id: jobIdSchema, label: z.string(), spec: jobSpecSchema }),
  z.object({
    type: z.literal('state'),
    id: jobIdSchema,
    state: jobStateSchema,
    /** Starts so far, this one included; written before a start, so that a job that kills us is known. */
    attempts: z.number().int().min(0),
    mediaId: mediaIdSchema.optional(),
    fileName: z.string().optional(),
    error: errorDataSchema.optional(),
  }),
  z.object({ type: z.literal('order'), id: jobIdSchema, order: z.number() }),
  z.object({ type: z.literal('cleared'), id: jobIdSchema }),
]);
export type QueueRecord = z.infer<typeof queueRecordSchema>;
