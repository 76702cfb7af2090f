import { z } from 'zod';
import { mediaIdSchema } from '../lib/ids.ts';
import { cacheThresholdSchema } from '../pack/clip-fields.ts';
import { operationNameSchema, samplerNameSchema } from '../pack/schema.ts';
import { rateSchema } from '../time/rate.ts';
import { generationPlanSchema } from './plan.ts';
import { generationRequestSchema } from './request.ts';

/**
 * A measured join: see `src-shared/quality`. `frame` is the first after it, counted in the finished file at its rate; 0 is
 * the join of a loop, from the last frame to the first.
 */
export const seamMeasureSchema = z.object({
  frame: z.number().int().min(0),
  /** Inter-frame difference at the join over the in-clip median; 1 = indistinguishable from its neighbours. */
  spikeRatio: z.number(),
  /** CIE Lab distance of the mean colours across the join over the in-clip median of the same. */
  colourStep: z.number(),
  /** How many deviations less alike (SSIM) the pictures at the join are than neighbours elsewhere. */
  structure: z.number().optional(),
  /** By how many degrees the motion turns at the join, and its speed after it over the speed before it. */
  motion: z.object({ angle: z.number(), speedRatio: z.number() }).optional(),
  /** Whether a picture is shown twice, time stands still, or a picture is missing at the join. */
  cadence: z.enum(['even', 'doubled', 'frozen', 'dropped']).optional(),
  /** Sharpness after the join over sharpness before it. */
  sharpness: z.number().optional(),
});
export type SeamMeasure = z.infer<typeof seamMeasureSchema>;

const three = z.tuple([z.number(), z.number(), z.number()]);

/**
 * How a take was made: everything needed to make it again. Same recipe, same pack hash, same machine: same frames.
 */
export const recipeSchema = z.object({
  operation: operationNameSchema,
  prompt: z.string(),
  negative: z.string(),
  /** Decimal string, because a 64-bit seed does not fit a JSON number. */
  seed: z.string().regex(/^\d{1,20}$/),
  steps: z.number().int().min(1),
  guidance: z.number().min(0),
  sampler: samplerNameSchema,
  /** Threshold of the first-block cache; absent = the whole network was evaluated at every step. */
  cache: cacheThresholdSchema.optional(),
  pack: z.object({ id: z.string(), version: z.string(), sha256: z.string() }),
  backend: z.string(),
  /** Model's own frame size that was denoised. */
  nativeSize: z.object({ width: z.number().int(), height: z.number().int() }),
  /** Size and rate of the finished file. */
  size: z.object({ width: z.number().int(), height: z.number().int() }),
  rate: rateSchema,
  plan: generationPlanSchema,
  /** What it was made from; ranges are [first frame, number of frames] in the parent's file. */
  parents: z.array(
    z.object({ mediaId: mediaIdSchema, range: z.tuple([z.number().int(), z.number().int()]) }),
  ),
  /** Frames the model made, [first, count] in the finished file; all others were given. */
  generatedRanges: z.array(z.tuple([z.number().int().min(0), z.number().int().min(1)])),
  seams: z.array(seamMeasureSchema),
  /** Of a closed clip: how much it moves from picture to picture (levels of 255); a still closes perfectly and is no loop. */
  loop: z.object({ motion: z.number(), isStill: z.boolean() }).optional(),
  /** How what was made was brought to the known side; absent = it was left as the model made it. */
  matching: z
    .object({
      /** Per join the first made index of the plan beside it, and what was done there; between two joins the way from one to the other. */
      joins: z.array(
        z.object({
          index: z.number().int().min(0),
          gain: three,
          /** Levels of 255. */
          offset: three,
          sharpen: z.number().min(0),
          /** Share of the picture in which the known side's detail goes on; takes of earlier versions lack it. */
          carried: z.number().min(0).max(1).optional(),
          /**
           * How alike the model's own drawing of the known picture beside the join is to it, 1 = the same: see `likenessOf`;
           * takes of earlier versions lack it.
           */
          likeness: z.number().min(-1).max(1).optional(),
          /** Share of what still stepped where nothing moves that was eased over a second; takes of earlier versions lack it. */
          eased: z.number().min(0).max(1).optional(),
        }),
      ),
      /** Deviation of the noise that was added, levels of 255. */
      grain: z.number().min(0),
    })
    .optional(),
  /** What was asked for, with the seed it was made from; only takes of earlier versions lack it. */
  request: generationRequestSchema.optional(),
  /** Of a restyle: how much of the source was noise, 0 to 1. */
  strength: z.number().min(0).max(1).optional(),
});
export type Recipe = z.infer<typeof recipeSchema>;
