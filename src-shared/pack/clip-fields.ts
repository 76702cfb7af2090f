import { z } from 'zod';
import { rateSchema } from '../time/rate.ts';
import { packFileNameSchema, packGraphSchema } from './file-name.ts';

/** Relative change of the first block's residual up to which the other blocks are left out; 0 evaluates them all. */
export const cacheThresholdSchema = z.number().min(0).max(1);

/** The transformer in parts: up to its first block, the blocks after it, and what comes after the blocks. */
export const partedGraphs = {
  head: packGraphSchema.optional(),
  body: packGraphSchema.optional(),
  end: packGraphSchema.optional(),
};

/**
 * What the families share whose codec codes whole clips, the first frame alone and the others in groups (Wan, LTX-Video).
 * Latents are normalised as (z - mean) / std; a latent frame after the first stands for `temporal.factor` frames.
 */
export const clipFields = {
  tokenizer: z.object({
    file: packFileNameSchema,
    maxLength: z.number().int().min(2).max(4096),
    /** A text and what the exporter made of it: a tokenizer that reads it otherwise is that of another model. */
    probe: z.object({ text: z.string().max(1000), ids: z.array(z.number().int().min(0)).max(1000) }),
  }),
  latent: z.object({
    channels: z.number().int().min(1).max(1024),
    spatialFactor: z.number().int().min(1).max(64),
    temporal: z.object({ kind: z.literal('causal'), factor: z.number().int().min(1).max(16) }),
    mean: z.array(z.number()),
    std: z.array(z.number().gt(0)),
  }),
  /** Rule `k*n+1`: the model makes one frame and then whole groups of `group`. */
  frames: z.object({
    rule: z.literal('first-and-groups'),
    group: z.number().int().min(1).max(64),
    window: z.number().int().min(1).max(1024),
    /** Of the frames; where a model's positions are seconds, they count at this rate. */
    rate: rateSchema,
    strides: z.array(z.number().int().min(1)).min(1),
  }),
  prediction: z.literal('velocity'),
  /**
   * First-block cache, for packs whose transformer comes in parts as well (graphs `head`, `body` and `end`): how much the
   * first block's residual may change, relative to its size, before the blocks after it are evaluated again.
   */
  cache: z.object({ threshold: cacheThresholdSchema }).optional(),
};
