import { z } from 'zod';
import type { Timeline } from '../project/schema.ts';
import { timelineEnd } from './clips.ts';

/** A stretch of the timeline: frames from `from` up to and without `to`. */
export const frameRangeSchema = z
  .object({ from: z.number().int().min(0), to: z.number().int().min(1) })
  .refine(({ from, to }) => from < to);
export type FrameRange = z.infer<typeof frameRangeSchema>;

/**
 * The stretch between the marks. With one mark alone it begins with the timeline or ends with its last clip; undefined
 * without marks, and where nothing lies between them.
 */
export function markedRange(timeline: Timeline): FrameRange | undefined {
  if (timeline.in === undefined && timeline.out === undefined) return undefined;
  const from = timeline.in ?? 0;
  const to = timeline.out ?? timelineEnd(timeline);
  return from < to ? { from, to } : undefined;
}
