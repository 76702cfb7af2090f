import type { Colour } from '../project/clip-look.ts';

/** A grade as arithmetic on values from 0 (black) to 1 (white), as they are coded, in this order. */
export interface Grade {
  /** Red, green and blue are multiplied by these (exposure and temperature), */
  readonly gain: readonly [number, number, number];
  /** then their distance from 0.5 by this, */
  readonly contrast: number;
  /** then mixed by these rows (saturation about BT.709 luma), and cut off at 0 and 1 after each of the three. */
  readonly matrix: readonly (readonly [number, number, number])[];
}

/** Weights of red, green and blue in the brightness of BT.709. */
const luma = [0.2126, 0.7152, 0.0722] as const;
/** Warmest and coldest move red and blue a quarter of a stop apart from green, each its own way. */
const warmthStops = 0.25;

/** undefined where a colour changes nothing but by its table. */
export function gradeOf(colour: Colour | undefined): Grade | undefined {
  const { exposure = 0, contrast = 0, saturation = 0, temperature = 0 } = colour ?? {};
  if (exposure === 0 && contrast === 0 && saturation === 0 && temperature === 0) return undefined;
  const bright = 2 ** exposure;
  const warm = 2 ** (warmthStops * temperature);
  const rich = 1 + saturation;
  const row = (own: number) =>
    [0, 1, 2].map((index) => (luma[index] ?? 0) * (1 - rich) + (index === own ? rich : 0));
  const three = ([a = 0, b = 0, c = 0]: readonly number[]) => [a, b, c] as const;
  return {
    gain: [bright * warm, bright, bright / warm],
    contrast: 1 + contrast,
    matrix: [three(row(0)), three(row(1)), three(row(2))],
  };
}
