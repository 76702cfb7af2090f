import { z } from 'zod';
import { mediaIdSchema } from '../lib/ids.ts';
import { cacheThresholdSchema } from '../pack/clip-fields.ts';
import { rateSchema } from '../time/rate.ts';

/** Limits of a request, one place for the window, the command line and the tests. */
export const requestLimits = {
  promptCharacters: 2000,
  seconds: { min: 0.125, max: 60 },
  /** Of a hole between two known sides, which may be a single frame, and of a moment in a clip. */
  gapSeconds: { min: 0.001, max: 60 },
  momentSeconds: { min: 0, max: 86_400 },
  edgePixels: { min: 16, max: 4096 },
  steps: { min: 1, max: 100 },
  guidance: { min: 0, max: 20 },
  strength: { min: 0, max: 1 },
  cache: { min: 0, max: 1 },
  takes: { min: 1, max: 16 },
  keys: { min: 1, max: 24 },
} as const;

export const aspects = ['16:9', '9:16', '1:1', '4:3', '21:9'] as const;
export const aspectSchema = z.enum(aspects);
export type Aspect = z.infer<typeof aspectSchema>;

export const sizeSchema = z.object({
  width: z.number().int().min(requestLimits.edgePixels.min).max(requestLimits.edgePixels.max),
  height: z.number().int().min(requestLimits.edgePixels.min).max(requestLimits.edgePixels.max),
});
export type Size = z.infer<typeof sizeSchema>;

export const backendNames = ['auto', 'cpu', 'cuda', 'dml', 'coreml', 'webgpu'] as const;
export const backendNameSchema = z.enum(backendNames);
export type BackendName = z.infer<typeof backendNameSchema>;

/** What is common to every operation. What is absent takes the pack's or the project's default. */
const common = {
  prompt: z.string().max(requestLimits.promptCharacters),
  negative: z.string().max(requestLimits.promptCharacters).default(''),
  packId: z.string().max(64).default('animatic'),
  backend: backendNameSchema.default('auto'),
  quality: z.enum(['draft', 'final']).default('final'),
  /** Decimal string; absent = drawn at random and reported. */
  seed: z
    .string()
    .regex(/^\d{1,20}$/)
    .optional(),
  steps: z.number().int().min(requestLimits.steps.min).max(requestLimits.steps.max).optional(),
  guidance: z.number().min(requestLimits.guidance.min).max(requestLimits.guidance.max).optional(),
  /** First-block cache of packs that have one: the pack's own threshold, or another; off: the whole network at every step. */
  cache: z.union([z.enum(['off', 'on']), cacheThresholdSchema]).default('off'),
  aspect: aspectSchema.optional(),
  size: sizeSchema.optional(),
  rate: rateSchema.optional(),
  /** The model's own frames at its own size and rate, losslessly. */
  raw: z.boolean().default(false),
  /** How footage and images of another shape are laid into the frame: filled and cropped, or whole with black beside. */
  fit: z.enum(['cover', 'contain']).default('cover'),
  /** Bring colour, detail, sharpness and grain of what is made to the known side. Never with `raw`. */
  match: z.boolean().default(true),
  /** How many takes with seeds of their own; see `takeRequests`. One request that runs makes one of them. */
  takes: z.number().int().min(requestLimits.takes.min).max(requestLimits.takes.max).default(1),
};

const duration = z.number().min(requestLimits.seconds.min).max(requestLimits.seconds.max);
const gap = z.number().min(requestLimits.gapSeconds.min).max(requestLimits.gapSeconds.max);
const moment = z.number().min(requestLimits.momentSeconds.min).max(requestLimits.momentSeconds.max);

/**
 * [first, count]: the part of a file that is used and stays in the result, in frames of the finished file's rate from the
 * file's beginning (a clip's `sourceIn` and `length`). Absent = all of it.
 */
const range = z.tuple([z.number().int().min(0), z.number().int().min(1)]).optional();
const clip = { source: mediaIdSchema, range };

/**
 * What the window and the command line ask for, one member per operation. Sources are library ids: a path never crosses
 * this border (the command line imports its files first, into a library of its own). A take that is still being made is named by
 * its job; the queue waits for it (`withNamedSources`).
 */
export const generationRequestSchema = z.discriminatedUnion('operation', [
  z.object({ ...common, operation: z.literal('generate'), seconds: duration }),
  /** The image is the first frame; `last` is the last one. */
  z.object({
    ...common,
    operation: z.literal('animate'),
    seconds: duration,
    image: mediaIdSchema,
    last: mediaIdSchema.optional(),
  }),
  /** Images, or single frames of clips, pinned at times of a new shot. */
  z.object({
    ...common,
    operation: z.literal('keyframes'),
    seconds: duration,
    keys: z
      .array(
        z.object({
          source: mediaIdSchema,
          /** Which frame of a clip, at the finished file's rate; 0 of an image. */
          frame: z.number().int().min(0).default(0),
          /** Seconds from the beginning of the shot. */
          at: moment,
        }),
      )
      .min(requestLimits.keys.min)
      .max(requestLimits.keys.max),
  }),
  z.object({ ...common, operation: z.literal('extend-forward'), seconds: duration, ...clip }),
  z.object({ ...common, operation: z.literal('extend-backward'), seconds: duration, ...clip }),
  /**
   * With `source`: `seconds` of new material lead from the clip's end back to its beginning. Without: a new shot of that
   * length that is closed from the start.
   */
  z.object({
    ...common,
    operation: z.literal('loop'),
    seconds: duration,
    source: mediaIdSchema.optional(),
    range,
  }),
  /**
   * `seconds` of new material between two clips. With `join` it stands in the place of the end of the first and the
   * beginning of the second, half of it each, so that the whole is as long as both.
   */
  z.object({
    ...common,
    operation: z.literal('bridge'),
    seconds: gap,
    before: z.object(clip),
    after: z.object(clip),
    join: z.boolean().default(false),
  }),
  /** `from` and `to` in seconds from the file's beginning: only what lies between is made again. */
  z.object({ ...common, operation: z.literal('fill'), ...clip, from: moment, to: moment }),
  /** Every frame made anew from its source under noise; strength 0 keeps all of it, 1 nothing. */
  z.object({
    ...common,
    operation: z.literal('restyle'),
    ...clip,
    strength: z.number().min(requestLimits.strength.min).max(requestLimits.strength.max),
  }),
  /** `rate` frames a second instead of the clip's own: the pictures between are made. */
  z.object({ ...common, operation: z.literal('smooth'), ...clip, rate: rateSchema }),
]);
export type GenerationRequest = z.infer<typeof generationRequestSchema>;
export type GenerationRequestInput = z.input<typeof generationRequestSchema>;
