import { reduced, type RgbFrame } from './frame.ts';

/**
 * What a known picture shows and the model's own drawing of it does not: texture and small things that its codec has no
 * numbers for. Where nothing moves across a join, they would be gone from one picture to the next.
 */
export interface Detail {
  /** The model's drawing of the known picture, at the known picture's size. */
  readonly drawn: RgbFrame;
  /** Levels to add to it, three a pixel, -255 to 255. */
  readonly lack: Int16Array;
}

/** Mean difference of levels, over channels and a small neighbourhood: up to here a place is the same, from there another. */
const same = 5;
const other = 14;

/** Widths in a neighbourhood's radius: two pixels of the embedded model's pictures. */
const radiusShare = 112;

/** Undefined where the drawing is of another shape than the known picture, or not a whole number of times as large. */
export function detailOf(known: RgbFrame, drawing: RgbFrame): Detail | undefined {
  const drawn = reduced(drawing, Math.max(known.width, known.height));
  if (drawn.width !== known.width || drawn.height !== known.height) return undefined;
  const lack = new Int16Array(known.rgb.length);
  for (let at = 0; at < lack.length; at += 1) lack[at] = (known.rgb[at] ?? 0) - (drawn.rgb[at] ?? 0);
  return { drawn, lack };
}

/** Per pixel the mean absolute difference of two pictures of one size, in levels. */
function differenceOf(a: RgbFrame, b: RgbFrame): Float32Array {
  const difference = new Float32Array(a.width * a.height);
  for (let pixel = 0; pixel < difference.length; pixel += 1) {
    const at = pixel * 3;
    difference[pixel] =
      (Math.abs((a.rgb[at] ?? 0) - (b.rgb[at] ?? 0)) +
        Math.abs((a.rgb[at + 1] ?? 0) - (b.rgb[at + 1] ?? 0)) +
        Math.abs((a.rgb[at + 2] ?? 0) - (b.rgb[at + 2] ?? 0))) /
      3;
  }
  return difference;
}

interface Line {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** Running means of `2 * radius + 1` values along a line; beyond its ends there is nothing. */
function blurLine(from: Float32Array, to: Float32Array, { start, step, count }: Line, radius: number): void {
  let sum = 0;
  for (let at = 0; at < Math.min(radius, count); at += 1) sum += from[start + at * step] ?? 0;
  for (let at = 0; at < count; at += 1) {
    if (at + radius < count) sum += from[start + (at + radius) * step] ?? 0;
    if (at - radius - 1 >= 0) sum -= from[start + (at - radius - 1) * step] ?? 0;
    const values = Math.min(count - 1, at + radius) - Math.max(0, at - radius) + 1;
    to[start + at * step] = sum / values;
  }
}

function blurred(values: Float32Array, width: number, height: number, radius: number): Float32Array {
  const rows = new Float32Array(values.length);
  const both = new Float32Array(values.length);
  for (let y = 0; y < height; y += 1) {
    blurLine(values, rows, { start: y * width, step: 1, count: width }, radius);
  }
  for (let x = 0; x < width; x += 1) blurLine(rows, both, { start: x, step: width, count: height }, radius);
  return both;
}

/** Per pixel 1 where two pictures of one size show the same, 0 where they don't, smoothly between. */
export function sameness(made: RgbFrame, drawn: RgbFrame): Float32Array {
  const { width, height } = drawn;
  const radius = Math.max(1, Math.round(width / radiusShare));
  return blurred(differenceOf(made, drawn), width, height, radius).map((difference) => {
    const over = Math.max(0, Math.min(1, (difference - same) / (other - same)));
    return 1 - over * over * (3 - 2 * over);
  });
}

/** Share of a picture, 0 to 1, in which the detail of the known side goes on. */
export function carriedShare(made: RgbFrame, { drawn }: Detail): number {
  const small = reduced(made, Math.max(drawn.width, drawn.height));
  const shares = sameness(small, drawn);
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
