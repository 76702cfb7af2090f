import { z } from 'zod';
import { rateSchema } from '../time/rate.ts';
import { packFileNameSchema, packGraphSchema } from './file-name.ts';
import { ltxFields } from './ltx.ts';
import { wanFields } from './wan.ts';

/**
 * The pack contract: everything the engine must know about a model is data (`models/<pack>/pack.json`).
 *
 * Conventions: sigma in [0, 1] is the noise level, 0 = clean; x_sigma = (1 - sigma) * x0 + sigma * noise;
 * velocity = noise - x0. Pixels are RGB float32 in [-1, 1], NCHW.
 */
export const packFormatVersion = 1;

export const operationNames = [
  'generate',
  'animate',
  'extend-forward',
  'extend-backward',
  'bridge',
  'fill',
  'loop',
  'keyframes',
  'restyle',
  'smooth',
] as const;
export const operationNameSchema = z.enum(operationNames);
export type OperationName = z.infer<typeof operationNameSchema>;

const operationSupport = z.discriminatedUnion('native', [
  z.object({ native: z.literal(true) }),
  z.object({ native: z.literal(false), reason: z.string() }),
]);

const size = z.object({
  width: z.number().int().min(8).max(8192),
  height: z.number().int().min(8).max(8192),
});

export const samplerNames = ['euler', 'dpmpp-2m', 'unipc'] as const;
export const samplerNameSchema = z.enum(samplerNames);
export type SamplerName = z.infer<typeof samplerNameSchema>;

const rope = z.object({
  kind: z.literal('rope-3d'),
  headDim: z.number().int().min(2).max(512),
  axes: z.tuple([
    z.object({ name: z.literal('time'), pairs: z.number().int().min(0), frequencies: z.array(z.number()) }),
    z.object({ name: z.literal('row'), pairs: z.number().int().min(0), frequencies: z.array(z.number()) }),
    z.object({ name: z.literal('column'), pairs: z.number().int().min(0), frequencies: z.array(z.number()) }),
  ]),
  timeUnit: z.literal('seconds'),
  timeFeatures: z.number().int().min(0).max(64),
});

/** What every pack says, whatever its family. */
const commonFields = {
  format: z.literal('kinoloom-pack'),
  formatVersion: z.literal(packFormatVersion),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{1,63}$/),
  version: z.string().max(40),
  name: z.string().max(120),
  /** SPDX identifier or name. */
  licence: z.string().max(120),
  /** The licence's own text inside the pack, to be shown and accepted before the pack is used. */
  licenceText: z.object({ file: packFileNameSchema, mustAccept: z.boolean() }).optional(),
  description: z.string().max(2000),
  files: z.record(
    packFileNameSchema,
    z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.number().int().min(0) }),
  ),
  buckets: z
    .array(z.object({ aspect: z.string().regex(/^\d{1,3}:\d{1,3}$/), visible: size }).extend(size.shape))
    .min(1),
  operations: z.record(operationNameSchema, operationSupport),
  /** Preferred number of known frames on each side of a join. */
  context: z.object({ frames: z.number().int().min(1) }),
  sampler: z.object({
    name: samplerNameSchema,
    steps: z.number().int().min(1).max(1000),
    guidance: z.number().min(0).max(50),
    /** Guidance is applied while low <= sigma <= high. */
    guidanceInterval: z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]),
    cfgZeroStar: z.boolean(),
    shift: z.number().min(0.1).max(100),
    draftSteps: z.number().int().min(1).max(1000),
  }),
  preview: z.object({
    matrix: z.array(z.tuple([z.number(), z.number(), z.number()])),
    bias: z.tuple([z.number(), z.number(), z.number()]),
  }),
  cost: z.object({
    weightsBytes: z.number().min(0),
    flopsPerWindow: z.number().min(0),
    peakBytes: z.number().min(0),
  }),
  /** Words to build a prompt of, by category. */
  prompt: z.record(z.string(), z.array(z.string())),
  /** Other words the model was taught for one of them. */
  otherWords: z.record(z.string(), z.array(z.string())).default({}),
};

const animaticManifestSchema = z.object({
  ...commonFields,
  family: z.literal('animatic'),
  graphs: z.object({
    text: packGraphSchema,
    encoder: packGraphSchema,
    denoiser: packGraphSchema,
    /** The same with weights of 8 bits, which processors multiply faster; other backends run `denoiser`. */
    denoiserOnProcessor: packGraphSchema.optional(),
    decoder: packGraphSchema,
    finisher: packGraphSchema.optional(),
  }),
  tokenizer: z.object({ file: packFileNameSchema, maxLength: z.number().int().min(2).max(4096) }),
  latent: z.object({
    channels: z.number().int().min(1).max(1024),
    spatialFactor: z.number().int().min(1).max(64),
    temporal: z.literal('per-frame'),
  }),
  frames: z.object({
    rule: z.literal('any'),
    /** Frames one evaluation sees at most. */
    window: z.number().int().min(1).max(1024),
    rate: rateSchema,
    /** Steps between frames, in frames of `rate`, that the model can be asked for. */
    strides: z.array(z.number().int().min(1)).min(1),
  }),
  context: commonFields.context.extend({
    /**
     * Guidance in a window that knows a motion: what is known says more than words there, and weight 1 costs no second
     * evaluation. With 0.1.0, eight two-second extensions: join spike 1.28 without against 1.41 with 2.5, windows among
     * themselves 1.11 against 1.38.
     */
    guidance: z.number().min(0).max(50).default(1),
  }),
  conditioning: z.enum(['token_t', 'concat_mask', 'vace', 'replace']),
  prediction: z.enum(['x0', 'velocity']),
  position: rope,
});
export type AnimaticManifest = z.infer<typeof animaticManifestSchema>;

const wanManifestSchema = z.object({ ...commonFields, ...wanFields });
export type WanManifest = z.infer<typeof wanManifestSchema>;

const ltxManifestSchema = z.object({ ...commonFields, ...ltxFields });
export type LtxManifest = z.infer<typeof ltxManifestSchema>;

/** One member per family; what they share is read without asking for the family. */
export const packManifestSchema = z.discriminatedUnion('family', [
  animaticManifestSchema,
  wanManifestSchema,
  ltxManifestSchema,
]);
export type PackManifest = z.infer<typeof packManifestSchema>;

/** Families this program has an engine for; a pack of another needs a newer Kinoloom. */
export const familyNames: readonly string[] = ['animatic', 'wan', 'ltx'];
