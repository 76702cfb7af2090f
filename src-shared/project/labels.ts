import { z } from 'zod';

/** Colours a person marks things with. Names, not values: what they look like is the window's to say. */
export const labelColours = [
  'red',
  'orange',
  'yellow',
  'green',
  'teal',
  'blue',
  'violet',
  'pink',
  'grey',
] as const;
export const labelColourSchema = z.enum(labelColours);
export type LabelColour = z.infer<typeof labelColourSchema>;

/** `#rrggbb`, or `#rrggbbaa` with its opacity; sRGB. */
export const hexColourSchema = z.string().regex(/^#[0-9a-f]{6}([0-9a-f]{2})?$/);
