import { z } from 'zod';
import { errorDataSchema } from '../../src-shared/errors/app-error.ts';
import { generationPlanSchema } from '../../src-shared/generation/plan.ts';
import { backendNameSchema } from '../../src-shared/generation/request.ts';
import { jobIdSchema } from '../../src-shared/lib/ids.ts';
import { phaseNameSchema } from '../../src-shared/jobs/job.ts';
import { cacheThresholdSchema } from '../../src-shared/pack/clip-fields.ts';
import { samplerNameSchema } from '../../src-shared/pack/schema.ts';

/**
 * What main and the engine process say to each other. Each message is a JSON header with an optional binary payload
 * (`framing.ts`); pixels and latents travel in the payload, never in the JSON. Both sides parse.
 *
 * Structured clone is not used: the two processes may run different V8 versions (Electron and a plain Node).
 */
export const providerNameSchema = backendNameSchema.exclude(['auto']);
export type ProviderName = z.infer<typeof providerNameSchema>;

const size = z.object({ width: z.number().int().min(1), height: z.number().int().min(1) });

/** A pack in memory on a provider that has proven itself. */
export const loadMessageSchema = z.object({
  type: z.literal('load'),
  packFolder: z.string(),
  /** A provider by name: what 'auto' stands for is decided by the host, which can afford a provider that crashes. */
  backend: providerNameSchema,
  threads: z.number().int().min(1).max(256),
});

/**
 * Payload: the given frames, RGB24 at the bucket's visible size, one after another in the order of `plan.given`; with
 * `restyle` followed by the source of every other frame, ascending.
 */
export const runMessageSchema = z.object({
  type: z.literal('run'),
  jobId: jobIdSchema,
  plan: generationPlanSchema,
  prompt: z.string(),
  negative: z.string(),
  /** Decimal, below 2^64. */
  seed: z.string().regex(/^\d{1,20}$/),
  steps: z.number().int().min(1),
  guidance: z.number().min(0),
  sampler: samplerNameSchema,
  /** Threshold of the first-block cache, for packs that have one; absent = without it. */
  cache: cacheThresholdSchema.optional(),
  /** The pack's bucket, by its aspect. */
  aspect: z.string(),
  /** Use the pack's finisher where it has one. */
  finish: z.boolean(),
  /** Send previews, at most one per this many milliseconds; 0 = none. */
  previewInterval: z.number().min(0),
  /** Start from the noised source instead of from noise; strength 1 keeps nothing of it. */
  restyle: z.object({ strength: z.number().gt(0).max(1) }).optional(),
  /** Indices of the plan, given ones too, that are decoded and sent before all frames: how the model draws what is known. */
  echo: z.array(z.number().int().min(0)).max(64).optional(),
  /** Send `state` messages, from which the run can go on after a crash. */
  saveState: z.boolean().optional(),
  /**
   * Go on from an earlier run of the same message: bit for bit what it would have made. Payload behind the frames, float32:
   * latents of the frames that finished windows made, in the order of the windows; then `arrays` equal arrays of the
   * unfinished window, as `state` sent them.
   */
  resume: z
    .object({
      /** Finished windows. */
      windows: z.number().int().min(0),
      /** Finished steps of the next window, and how many arrays belong to them. */
      step: z.number().int().min(0),
      arrays: z.number().int().min(0).max(8),
      /** Frames the receiver has: they are not sent again. */
      frames: z.number().int().min(0),
      bytes: z.number().int().min(0),
    })
    .optional(),
});
export type RunMessage = z.infer<typeof runMessageSchema>;

export const toEngineSchema = z.discriminatedUnion('type', [
  loadMessageSchema,
  runMessageSchema,
  z.object({ type: z.literal('cancel'), jobId: jobIdSchema }),
  /** `frames` more may be sent: the engine holds back when the receiver has not dealt with those it has. */
  z.object({ type: z.literal('taken'), jobId: jobIdSchema, frames: z.number().int().min(1) }),
  z.object({
    type: z.literal('probe'),
    provider: providerNameSchema,
    threads: z.number().int().min(1).max(256),
  }),
  z.object({ type: z.literal('shutdown') }),
]);
export type ToEngine = z.infer<typeof toEngineSchema>;

export const runStatsSchema = z.object({
  /** Wall seconds per phase; waiting for the receiver counts. */
  seconds: z.partialRecord(phaseNameSchema, z.number()),
  steps: z.number().int(),
  /** Forward passes of the denoiser, both guidance branches counted. */
  evaluations: z.number().int(),
  /** With a first-block cache: those of them that left out the blocks after the first. */
  reused: z.number().int().optional(),
  /** Peak resident memory of the engine process. */
  peakBytes: z.number(),
  secondsToFirstPreview: z.number().optional(),
  /** Length of the prompt in tokens; `full` above `used` = its end was cut off. */
  promptTokens: z.object({ used: z.number().int(), full: z.number().int() }).optional(),
});
export type RunStats = z.infer<typeof runStatsSchema>;

export const probedProviderSchema = z.object({
  name: providerNameSchema,
  works: z.boolean(),
  /** Why not; one sentence. */
  reason: z.string().optional(),
  /** Rate of a warm matrix product, in GFLOP/s: tells a GPU from a software driver that pretends to be one. */
  gflops: z.number().optional(),
});
export type ProbedProvider = z.infer<typeof probedProviderSchema>;

/** Frames the engine may send before the first `taken`. */
export const framesAhead = 8;

export const fromEngineSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), pid: z.number().int() }),
  z.object({
    type: z.literal('loaded'),
    packId: z.string(),
    packVersion: z.string(),
    /** sha256 over the manifest's file table: names the exact weights. */
    packHash: z.string(),
    provider: z.string(),
    seconds: z.number(),
  }),
  z.object({ type: z.literal('probed'), provider: probedProviderSchema }),
  z.object({ type: z.literal('phase'), jobId: jobIdSchema, phase: phaseNameSchema }),
  z.object({
    type: z.literal('step'),
    jobId: jobIdSchema,
    window: z.number().int().min(0),
    windows: z.number().int().min(1),
    /** Steps finished over all windows, and how many there are. */
    step: z.number().int().min(0),
    steps: z.number().int().min(1),
  }),
  /**
   * What is done, as payload (float32). Of a finished window (`step` absent): the latents of the frames it made, in its
   * order. Of an unfinished one: `arrays` equal arrays, the window's latents and what the sampler remembers.
   */
  z.object({
    type: z.literal('state'),
    jobId: jobIdSchema,
    window: z.number().int().min(0),
    step: z.number().int().min(1).optional(),
    arrays: z.number().int().min(1).max(1024),
  }),
  /** Payload: RGB24, `count` small frames side by side in time order. */
  z.object({
    type: z.literal('preview'),
    jobId: jobIdSchema,
    step: z.number().int(),
    steps: z.number().int(),
    size,
    count: z.number().int().min(1),
  }),
  /** Payload: one frame of `echo`, RGB24, in that order, all before the first `frame`. */
  z.object({ type: z.literal('echo'), jobId: jobIdSchema, index: z.number().int().min(0), size }),
  /** Payload: one finished model frame, RGB24. Sent in ascending order of index, given frames left out. */
  z.object({ type: z.literal('frame'), jobId: jobIdSchema, index: z.number().int().min(0), size }),
  z.object({ type: z.literal('done'), jobId: jobIdSchema, stats: runStatsSchema }),
  z.object({ type: z.literal('failed'), jobId: jobIdSchema.optional(), error: errorDataSchema }),
]);
export type FromEngine = z.infer<typeof fromEngineSchema>;
