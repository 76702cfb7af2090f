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

/** Where a pixel of an enlargement lies among those it is made of: the one before it, the one after, and how near to it. */
function placesOf(count: number, factor: number): { before: number; after: number; share: number }[] {
  return Array.from({ length: Math.round(count * factor) }, (_, at) => {
    const place = Math.max(0, Math.min(count - 1, (at + 0.5) / factor - 0.5));
    const before = Math.floor(place);
    return { before: before * 3, after: Math.min(count - 1, before + 1) * 3, share: place - before };
  });
}

/** Adds a field of three channels, `width` by `height`, to a picture a whole number of times as large, between its values. */
function addEnlarged(
  rgb: Uint8ClampedArray,
  field: Float32Array,
  { width, height, factor }: { readonly width: number; readonly height: number; readonly factor: number },
): void {
  const columns = placesOf(width, factor);
  const line = new Float32Array(width * 3);
  let to = 0;
  for (const { before: upper, after: lower, share: down } of placesOf(height, factor)) {
    for (let at = 0; at < line.length; at += 1) {
      const above = field[upper * width + at] ?? 0;
      line[at] = above + ((field[lower * width + at] ?? 0) - above) * down;
    }
    for (const { before, after, share } of columns) {
      for (let channel = 0; channel < 3; channel += 1) {
        const left = line[before + channel] ?? 0;
        rgb[to] = (rgb[to] ?? 0) + left + ((line[after + channel] ?? 0) - left) * share;
        to += 1;
      }
    }
  }
}

/** A side whose detail is carried on, and how much of it, 0 to 1. */
export interface CarriedSide {
  readonly detail: Detail;
  readonly share: number;
}

/**
 * The made picture with the detail of its known sides wherever it shows the same as they do. What has moved is left as it
 * was made: both pictures went through the same codec, so that a difference between them is a difference of what they show.
 */
export function withDetail(frame: RgbFrame, sides: readonly CarriedSide[]): RgbFrame {
  const [first] = sides;
  if (first === undefined) return frame;
  const { width, height } = first.detail.drawn;
  const small = reduced(frame, Math.max(width, height));
  if (small.width !== width || small.height !== height) return frame;
  const field = new Float32Array(width * height * 3);
  for (const { detail, share } of sides) {
    const shares = sameness(small, detail.drawn);
    for (let pixel = 0; pixel < shares.length; pixel += 1) {
      const here = share * (shares[pixel] ?? 0);
      for (let at = pixel * 3; at < pixel * 3 + 3; at += 1) {
        field[at] = (field[at] ?? 0) + here * (detail.lack[at] ?? 0);
      }
    }
  }
  const rgb = new Uint8ClampedArray(frame.rgb);
  const factor = frame.width / width;
  if (factor === 1) {
    for (let at = 0; at < rgb.length; at += 1) rgb[at] = (rgb[at] ?? 0) + (field[at] ?? 0);
    return { width, height, rgb: new Uint8Array(rgb.buffer) };
  }
  addEnlarged(rgb, field, { width, height, factor });
  return { width: frame.width, height: frame.height, rgb: new Uint8Array(rgb.buffer) };
}
