import { z } from 'zod';
import { mediaIdSchema } from '../lib/ids.ts';
import { animatedSchema } from './animation.ts';

/**
 * Where a clip's picture lies in the frame. The picture is first fitted into the frame whole; these go on from there, in the
 * order crop, scale, rotation, position. An absent field changes nothing.
 */
export const transformSchema = z.looseObject({
  /** Of the picture's centre from the frame's, in widths of the frame; 0 = centred, positive = to the right. */
  x: animatedSchema(-100, 100).optional(),
  /** In heights of the frame; positive = downwards. */
  y: animatedSchema(-100, 100).optional(),
  /** 1 = as fitted. */
  scale: animatedSchema(0, 100).optional(),
  /** Degrees, clockwise, about the picture's centre. */
  rotation: animatedSchema(-36_000, 36_000).optional(),
  /** Shares of the picture's width or height that are cut away, 0 to 1. */
  cropLeft: animatedSchema(0, 1).optional(),
  cropTop: animatedSchema(0, 1).optional(),
  cropRight: animatedSchema(0, 1).optional(),
  cropBottom: animatedSchema(0, 1).optional(),
  /** 0 = unseen, 1 = opaque. */
  opacity: animatedSchema(0, 1).optional(),
});
export type Transform = z.infer<typeof transformSchema>;

/** How a picture meets what is below it, on values as they are coded (W3C Compositing 1, and `add`: their sum). */
export const blendModes = [
  'normal',
  'multiply',
  'screen',
  'overlay',
  'darken',
  'lighten',
  'add',
  'difference',
  'exclusion',
  'soft-light',
  'hard-light',
] as const;
export const blendSchema = z.enum(blendModes);
export type Blend = z.infer<typeof blendSchema>;

/** A simple grade, applied in the order exposure, temperature, contrast, saturation, LUT. */
export const colourSchema = z.looseObject({
  /** Stops: values are multiplied by 2 to this power. */
  exposure: z.number().min(-5).max(5).optional(),
  /** -1 = flat grey, 0 = unchanged, 1 = twice the distance from middle grey. */
  contrast: z.number().min(-1).max(1).optional(),
  /** -1 = grey, 0 = unchanged, 1 = twice as colourful. */
  saturation: z.number().min(-1).max(1).optional(),
  /** -1 = cold (blue), 0 = unchanged, 1 = warm (orange). */
  temperature: z.number().min(-1).max(1).optional(),
  /** A `.cube` table of the library. */
  lut: mediaIdSchema.optional(),
});
export type Colour = z.infer<typeof colourSchema>;

/** Decibels at and below which nothing is heard. */
export const silence = -60;
/** Decibels; `silence` and less is silent, 0 = as recorded. */
export const volumeSchema = animatedSchema(-96, 24);
/** -1 = left, 0 = centre, 1 = right: the other side is turned down, the own one stays. */
export const panSchema = animatedSchema(-1, 1);
