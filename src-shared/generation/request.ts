import { z } from 'zod';
import { mediaIdSchema } from '../lib/ids.ts';
import { rateSchema } from '../time/rate.ts';

/** Limits of a request, one place for the window, the command line and the tests. */
export const requestLimits = {
  promptCharacters: 2000,
  seconds: { min: 0.125, max: 60 },
  edgePixels: { min: 16, max: 4096 },
  steps: { min: 1, max: 100 },
  guidance: { min: 0, max: 20 },
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
  aspect: aspectSchema.optional(),
  size: sizeSchema.optional(),
  rate: rateSchema.optional(),
  /** The model's own frames at its own size and rate, losslessly. */
  raw: z.boolean().default(false),
};

const duration = z.number().min(requestLimits.seconds.min).max(requestLimits.seconds.max);

/**
 * What the window and the command line ask for, one member per operation that has a gesture. Sources are library ids: a
 * path never crosses this border (the command line imports its files first, into a library of its own).
 */
export const generationRequestSchema = z.discriminatedUnion('operation', [
  z.object({ ...common, operation: z.literal('generate'), seconds: duration }),
  z.object({ ...common, operation: z.literal('animate'), seconds: duration, image: mediaIdSchema }),
  z.object({ ...common, operation: z.literal('extend-forward'), seconds: duration, source: mediaIdSchema }),
  z.object({ ...common, operation: z.literal('extend-backward'), seconds: duration, source: mediaIdSchema }),
]);
export type GenerationRequest = z.infer<typeof generationRequestSchema>;
export type GenerationRequestInput = z.input<typeof generationRequestSchema>;
