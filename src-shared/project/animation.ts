import { z } from 'zod';

/** How a value goes on from a keyframe to the next; the curves are in `timeline/animated-value.ts`. */
export const eases = ['linear', 'hold', 'ease-in', 'ease-out', 'ease'] as const;
export const easeSchema = z.enum(eases);
export type Ease = z.infer<typeof easeSchema>;

/** A frame counted from a clip's first one. Less than 0 or beyond the end where a trim has hidden it. */
export const clipFrameSchema = z.number().int().min(-1e9).max(1e9);

/** A number that may change in the course of a clip: constant, or keyframes ascending by frame, each frame once. */
export function animatedSchema(least: number, most: number) {
  const value = z.number().min(least).max(most);
  const keyframe = z.looseObject({
    frame: clipFrameSchema,
    value,
    /** Of the stretch up to the next keyframe. */
    ease: easeSchema,
  });
  return z.union([value, z.array(keyframe).min(1).max(10_000)]);
}

const anyAnimated = animatedSchema(-Infinity, Infinity);
export type Animated = z.infer<typeof anyAnimated>;
export type Keyframe = Exclude<Animated, number>[number];
