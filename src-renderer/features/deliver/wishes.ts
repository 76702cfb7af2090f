import { z } from 'zod';
import { presets } from './presets.ts';

/** The whole timeline, or what lies between its marks. */
export const ranges = ['all', 'marked'] as const;

/** What a person chose in the deliver panel, which stays so until they choose otherwise. */
export const wishesSchema = z.object({ preset: z.enum(presets), range: z.enum(ranges) });
export type Wishes = z.infer<typeof wishesSchema>;
