import { z } from 'zod';
import { clipFields, partedGraphs } from './clip-fields.ts';
import { packGraphSchema } from './file-name.ts';

/**
 * A layer of the autoencoder with convolutions over time. `conv` gives as many frames as it takes; `residual` is two such
 * around which the value goes as well, with rows `…a` and `…b`; `grow` makes two frames of each and drops the first;
 * `shrink` makes one of two, the first frame standing for two.
 */
const streamLayer = z.object({
  kind: z.enum(['conv', 'residual', 'grow', 'shrink']),
  /** Its row: a graph input of the two frames kept of the call before; the output of the same call is `next_` and this. */
  name: z.string().regex(/^[a-z][a-z0-9]{0,63}$/),
  /** Of the frames that come in; height and width in cells of the latent grid. */
  channels: z.number().int().min(1).max(16_384),
  scale: z.number().int().min(1).max(64),
});
export type StreamLayer = z.infer<typeof streamLayer>;

const streamHalf = z.object({
  /** Its convolutions see what was and what is, but not what will be. */
  causal: z.boolean(),
  layers: z.array(streamLayer).min(1).max(512),
});
export type StreamHalf = z.infer<typeof streamHalf>;

/** What only a pack of the LTX family says (LTX-Video from 0.9.5 on). A token is one latent cell. */
export const ltxFields = {
  ...clipFields,
  family: z.literal('ltx'),
  graphs: z.object({
    text: packGraphSchema,
    transformer: packGraphSchema,
    ...partedGraphs,
    encoder: packGraphSchema,
    decoder: packGraphSchema,
  }),
  text: z.object({ width: z.number().int().min(1).max(65_536) }),
  conditioning: z.literal('token_t'),
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
  /** How a clip goes through the autoencoder piece by piece (see `engine/families/ltx/stream-plan.ts`). */
  stream: z.object({
    /** One that looked ahead while it makes one frame of two would have to keep more of what went before. */
    encoder: streamHalf.extend({ causal: z.literal(true) }),
    decoder: streamHalf,
    /** Side of a decoded tile and distance between two, in pixels. */
    tile: z.object({ size: z.number().int().min(32).max(4096), stride: z.number().int().min(16).max(4096) }),
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
