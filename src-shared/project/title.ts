import { z } from 'zod';
import { hexColourSchema } from './labels.ts';

/** Text as a picture with a transparent ground; as long as one likes. */
export const titleSourceSchema = z.looseObject({
  kind: z.literal('title'),
  /** Lines are parted by line feeds. */
  text: z.string().max(5000),
  /** A family; where it is missing, Inter, which comes with the program. */
  font: z.string().min(1).max(120),
  /** Height of a line's type (em) as a share of the frame's height. */
  size: z.number().min(0.005).max(2),
  colour: hexColourSchema,
  /** Where the block's anchor lies, in widths and heights of the frame: 0, 0 = top left. */
  position: z.looseObject({ x: z.number().min(-10).max(10), y: z.number().min(-10).max(10) }),
  /** Which side of the lines lies at the anchor; vertically the block is always centred on it. */
  align: z.enum(['left', 'centre', 'right']),
  /** Behind each line; absent = none. */
  background: hexColourSchema.optional(),
});
export type TitleSource = z.infer<typeof titleSourceSchema>;
