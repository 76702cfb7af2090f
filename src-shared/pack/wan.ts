import { z } from 'zod';
import { clipFields, partedGraphs } from './clip-fields.ts';
import { packGraphSchema } from './file-name.ts';
import { noiseScheduleSchema } from './schedule.ts';

/** A cache of the streaming autoencoder: the frames a causal convolution still needs of what went before. */
const streamState = z.object({
  /** Graph input; the output of the same call is `next_` and this name. */
  name: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
  channels: z.number().int().min(1).max(8192),
  frames: z.number().int().min(1).max(2),
  /** Height and width in cells of the latent grid: 1 in the middle of the network, up to the pixel factor outside. */
  scale: z.number().int().min(1).max(64),
});
export type StreamState = z.infer<typeof streamState>;

/** Which frames the model was trained to be given. What it was not trained on is refused by default. */
export const knowableFrames = ['none', 'first', 'first-last', 'head', 'any'] as const;

/**
 * What only a pack of the Wan family says (Wan 2.1 and 2.2: text, image, first-last-frame, VACE, TI2V and two-expert
 * models).
 */
export const wanFields = {
  ...clipFields,
  family: z.literal('wan'),
  graphs: z.object({
    text: packGraphSchema,
    /** The only transformer, or the expert of the high noise levels. */
    transformer: packGraphSchema,
    /** The expert of the low noise levels: takes over below `experts.boundary`. */
    transformerLow: packGraphSchema.optional(),
    ...partedGraphs,
    headLow: packGraphSchema.optional(),
    bodyLow: packGraphSchema.optional(),
    endLow: packGraphSchema.optional(),
    /** Encoder of the conditioning picture (CLIP), where the transformer looks at its tokens. */
    image: packGraphSchema.optional(),
    encoderFirst: packGraphSchema,
    encoderNext: packGraphSchema,
    decoderFirst: packGraphSchema,
    decoderNext: packGraphSchema,
  }),
  text: z.object({
    width: z.number().int().min(1).max(65_536),
    /** The transformer attends to as many words: a prompt's own and then rows of zeros, which count up to this length. */
    length: z.number().int().min(1).max(4096),
  }),
  conditioning: z.enum(['replace', 'token_t', 'concat_mask', 'vace']),
  knowable: z.enum(knowableFrames),
  transformer: z.object({
    /** Channels per latent cell that go in (noisy latent and what is joined to it) and come out. */
    inChannels: z.number().int().min(1).max(4096),
    outChannels: z.number().int().min(1).max(4096),
    /** Latent cells per token, in rows and columns. */
    patch: z.tuple([z.literal(1), z.number().int().min(1).max(8), z.number().int().min(1).max(8)]),
    /** Rotary pairs per axis: time, row, column. */
    ropePairs: z.tuple([
      z.number().int().min(0).max(512),
      z.number().int().min(0).max(512),
      z.number().int().min(0).max(512),
    ]),
    ropeTheta: z.number().gt(1),
    timeWidth: z.number().int().min(2).max(4096),
    /** The picture encoder's tokens, of one picture or of the first and the last; absent where there is none. */
    image: z
      .object({
        tokens: z.number().int().min(1).max(4096),
        width: z.number().int().min(1).max(8192),
        pictures: z.number().int().min(1).max(2),
        /** Side of the square it looks at, and the colours' mean and deviation in [0, 1]. */
        side: z.number().int().min(1).max(4096),
        mean: z.tuple([z.number(), z.number(), z.number()]),
        std: z.tuple([z.number().gt(0), z.number().gt(0), z.number().gt(0)]),
      })
      .optional(),
    /** Side blocks of VACE: how many hints, and channels of the control stream. */
    control: z
      .object({ hints: z.number().int().min(1).max(256), channels: z.number().int().min(1).max(4096) })
      .optional(),
  }),
  experts: z.object({ boundary: z.number().gt(0).lt(1), guidanceLow: z.number().min(0).max(50) }).optional(),
  schedule: noiseScheduleSchema,
  stream: z.object({
    encoder: z.array(streamState).max(512),
    decoder: z.array(streamState).max(512),
    /** Pixels side by side that the codec folds into channels before its first convolution; 1 = none. */
    fold: z.number().int().min(1).max(8),
    /** Side of a decoded tile and distance between two, in pixels. */
    tile: z.object({ size: z.number().int().min(16).max(4096), stride: z.number().int().min(8).max(4096) }),
  }),
};
