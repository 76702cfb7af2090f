import { z } from 'zod';
import { markerIdSchema } from '../lib/ids.ts';
import { framesSchema } from '../time/rate.ts';
import { clipFrameSchema } from './animation.ts';
import { labelColourSchema } from './labels.ts';

const said = {
  id: markerIdSchema,
  /** Frames it reaches over; 0 = a point. */
  length: framesSchema,
  name: z.string().max(255),
  note: z.string().max(20_000),
  colour: labelColourSchema,
};

/** A note at a frame of the timeline. */
export const markerSchema = z.looseObject({ ...said, frame: framesSchema });
export type Marker = z.infer<typeof markerSchema>;

/** A note at a picture of a clip; it goes where the clip goes. */
export const clipMarkerSchema = z.looseObject({ ...said, frame: clipFrameSchema });
export type ClipMarker = z.infer<typeof clipMarkerSchema>;
