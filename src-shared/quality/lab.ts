import type { RgbFrame } from './frame.ts';

/** A colour in CIE 1976 L*a*b*, D65, from sRGB (IEC 61966-2-1). A distance of 1 is about what an eye just sees. */
export type Lab = readonly [lightness: number, a: number, b: number];

/** Linear light, 0 to 1, of an sRGB level of 0 to 255; not only whole ones. */
export function linearLight(level: number): number {
  const value = level / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

const linear = Float64Array.from({ length: 256 }, (_, level) => linearLight(level));

function curve(value: number): number {
  return value > 216 / 24_389 ? Math.cbrt(value) : (value * (24_389 / 27) + 16) / 116;
}

/** From linear light, each of the three in 0 to 1. */
export function labOfLinear(red: number, green: number, blue: number): Lab {
  const x = curve((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
  const y = curve(0.2126729 * red + 0.7151522 * green + 0.072175 * blue);
  const z = curve((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** The colour of the pixel whose three bytes begin at `at`. */
export function labOfRgb(rgb: Uint8Array, at: number): Lab {
  return labOfLinear(linear[rgb[at] ?? 0] ?? 0, linear[rgb[at + 1] ?? 0] ?? 0, linear[rgb[at + 2] ?? 0] ?? 0);
}

export function labDistance(a: Lab, b: Lab): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/**
 * The mean colours of the cells of a grid laid over a picture, row by row. Averaged in linear light, as a blur of the
 * scene would be, so that motion inside a cell changes nothing.
 */
export function cellColours(frame: RgbFrame, columns: number, rows: number): Lab[] {
  const sums = new Float64Array(columns * rows * 4);
  for (let y = 0; y < frame.height; y += 1) {
    const row = Math.min(rows - 1, Math.floor((y * rows) / frame.height));
    for (let x = 0; x < frame.width; x += 1) {
      const cell = (row * columns + Math.min(columns - 1, Math.floor((x * columns) / frame.width))) * 4;
      const at = (y * frame.width + x) * 3;
      sums[cell] = (sums[cell] ?? 0) + (linear[frame.rgb[at] ?? 0] ?? 0);
      sums[cell + 1] = (sums[cell + 1] ?? 0) + (linear[frame.rgb[at + 1] ?? 0] ?? 0);
      sums[cell + 2] = (sums[cell + 2] ?? 0) + (linear[frame.rgb[at + 2] ?? 0] ?? 0);
      sums[cell + 3] = (sums[cell + 3] ?? 0) + 1;
    }
  }
  return Array.from({ length: columns * rows }, (_, index) => {
    const [red = 0, green = 0, blue = 0, count = 0] = sums.subarray(index * 4, index * 4 + 4);
    return count > 0 ? labOfLinear(red / count, green / count, blue / count) : ([0, 0, 0] as const);
  });
}

/** The colour of a picture as a whole. */
export function meanColour(frame: RgbFrame): Lab {
  return cellColours(frame, 1, 1)[0] ?? [0, 0, 0];
}

/** Mean distance of the pixels' colours from grey: 0 of a black and white picture. */
export function meanChroma(frame: RgbFrame): number {
  let sum = 0;
  const pixels = frame.width * frame.height;
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const [, a, b] = labOfRgb(frame.rgb, pixel * 3);
    sum += Math.hypot(a, b);
  }
  return pixels > 0 ? sum / pixels : 0;
}
