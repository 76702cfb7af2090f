import { z } from 'zod';
import { transitionIdSchema } from '../lib/ids.ts';
import { framesSchema } from '../time/rate.ts';
import { hexColourSchema } from './labels.ts';

export const transitionKinds = ['dissolve', 'dip', 'wipe'] as const;
export const wipeDirections = ['left', 'right', 'up', 'down'] as const;

/**
 * A passage over frames [at - before, at + after) of its track. `at` is where a clip ends, begins, or both: an edit. Before
 * it lies the clip that leaves, behind it the one that comes; at a lone head `before` is 0, at a lone tail `after` is 0, and
 * the other side is nothing. Both sides are seen (or heard) the whole passage long, so the clip that leaves needs `after`
 * frames of its source behind its last one, and the one that comes `before` frames ahead of its first.
 *
 * On a sound track every kind is a crossfade.
 */
export const transitionSchema = z.looseObject({
  id: transitionIdSchema,
  kind: z.enum(transitionKinds),
  at: framesSchema,
  before: framesSchema,
  after: framesSchema,
  /** Of a dip; black where absent. */
  colour: hexColourSchema.optional(),
  /** Of a wipe: where its edge moves to; right where absent. */
  direction: z.enum(wipeDirections).optional(),
});
export type Transition = z.infer<typeof transitionSchema>;
