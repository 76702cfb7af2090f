import { z } from 'zod';
import { packFileNameSchema, packGraphSchema } from './file-name.ts';

/**
 * What only a pack of the LTX family says (LTX-Video from 0.9.5 on). Latents are normalised as (z - mean) / std; a latent
 * frame after the first stands for `temporal.factor` frames; a token is one latent cell.
 */
export const ltxFields = {
  family: z.literal('ltx'),
  graphs: z.object({
    text: packGraphSchema,
    transformer: packGraphSchema,
    encoder: packGraphSchema,
    decoder: packGraphSchema,
  }),
  tokenizer: z.object({
    file: packFileNameSchema,
    maxLength: z.number().int().min(2).max(4096),
    /** A text and what the exporter made of it: a tokenizer that reads it otherwise is that of another model. */
    probe: z.object({ text: z.string().max(1000), ids: z.array(z.number().int().min(0)).max(1000) }),
  }),
  text: z.object({ width: z.number().int().min(1).max(65_536) }),
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
    /** Coordinates of time are seconds at this rate. */
    rate: z.object({ num: z.number().int().min(1), den: z.number().int().min(1) }),
    strides: z.array(z.number().int().min(1)).min(1),
  }),
  conditioning: z.literal('token_t'),
  prediction: z.literal('velocity'),
  transformer: z.object({
    /** Width of the hidden states, which rotation spans as a whole. */
    width: z.number().int().min(6).max(65_536),
    timeWidth: z.number().int().min(2).max(4096),
    ropeTheta: z.number().gt(1),
    /** Coordinates are divided by these: seconds, pixels, pixels. */
    ropeBase: z.object({ frames: z.number().gt(0), height: z.number().gt(0), width: z.number().gt(0) }),
  }),
  /** Levels that first fall evenly by `threshold` in all and then ever faster. */
  schedule: z.object({
    kind: z.literal('linear-quadratic'),
    threshold: z.number().gt(0).lt(1),
    timesteps: z.number().int().min(1),
  }),
  condition: z.object({
    /** Before each step what is known is clean plus this times noise times the squared level. */
    noise: z.number().min(0).max(1),
    /** Latent frames of a known clip that stand before the sequence as tokens of their own; the others lie in place. */
    prefix: z.number().int().min(1).max(16),
  }),
  decode: z.object({
    /** Decoders that are told a timestep: noise is mixed in first, x = (1 - noise) * x + noise * e. */
    timed: z
      .object({
        timestep: z.number().min(0).max(1),
        noise: z.number().min(0).max(1),
        /** What the timestep is multiplied by before it is embedded. */
        scale: z.number(),
      })
      .optional(),
  }),
};
