import { z } from 'zod';
import { aspectSchema, requestLimits } from '../generation/request.ts';
import { mediaIdSchema } from '../lib/ids.ts';

export const shotTransitions = ['cut', 'dissolve', 'bridge'] as const;
export type ShotTransition = (typeof shotTransitions)[number];

export const mostShots = 200;

/** One shot of a list. */
export const storyShotSchema = z.strictObject({
  prompt: z.string().trim().min(1).max(requestLimits.promptCharacters),
  seconds: z.number().min(requestLimits.seconds.min).max(requestLimits.seconds.max).default(2),
  /** What the camera does, in words that are added to the prompt. */
  camera: z.string().trim().max(200).optional(),
  /** The shot's first and last picture: files beside the list. */
  image: z.string().min(1).max(400).optional(),
  last: z.string().min(1).max(400).optional(),
  seed: z
    .string()
    .regex(/^\d{1,20}$/)
    .optional(),
  /** How the shot is entered from the one before. */
  transition: z.enum(shotTransitions).default('cut'),
});
export type StoryShot = z.infer<typeof storyShotSchema>;

/** A list of shots that becomes a cut: what a `.json` file holds, and what plain text and screenplays are turned into. */
export const storyboardSchema = z.strictObject({
  name: z.string().trim().min(1).max(120).optional(),
  aspect: aspectSchema.optional(),
  shots: z.array(storyShotSchema).min(1).max(mostShots),
});
export type Storyboard = z.infer<typeof storyboardSchema>;
export type StoryboardInput = z.input<typeof storyboardSchema>;

/** A shot as the window has it: its pictures are in the library. */
export const boardShotSchema = storyShotSchema.extend({
  image: mediaIdSchema.optional(),
  last: mediaIdSchema.optional(),
});
export type BoardShot = z.infer<typeof boardShotSchema>;

/** The words the model reads. */
export function promptOf({ prompt, camera }: Pick<StoryShot, 'prompt' | 'camera'>): string {
  return camera === undefined || camera === '' ? prompt : `${prompt}, ${camera}`;
}
