import { AppError } from '../errors/app-error.ts';

/** One picture, 8-bit sRGB, three bytes a pixel, rows from the top. */
export interface RgbFrame {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** The frames of a buffer that holds them one after another; they share its memory. */
export function framesOf(
  buffer: Uint8Array,
  size: { readonly width: number; readonly height: number },
): RgbFrame[] {
  const { width, height } = size;
  const bytes = width * height * 3;
  if (bytes < 1 || buffer.length % bytes !== 0) {
    throw new AppError('bug', `${buffer.length} bytes are not whole frames of ${width}x${height}.`);
  }
  return Array.from({ length: buffer.length / bytes }, (_, index) => ({
    width,
    height,
    rgb: buffer.subarray(index * bytes, (index + 1) * bytes),
  }));
}

/**
 * A picture averaged down by a whole factor until its longer side has at most `edge` pixels. Averaging hides what a codec
 * adds to single pixels; measures of change are taken on such pictures.
 */
export function reduced(frame: RgbFrame, edge: number): RgbFrame {
  const factor = Math.max(1, Math.ceil(Math.max(frame.width, frame.height) / edge));
  if (factor === 1) return frame;
  const width = Math.max(1, Math.floor(frame.width / factor));
  const height = Math.max(1, Math.floor(frame.height / factor));
  const across = Math.min(factor, frame.width);
  const down = Math.min(factor, frame.height);
  const rgb = new Uint8Array(width * height * 3);
  const sums = new Uint32Array(width * 3);
  const area = across * down;
  for (let y = 0; y < height; y += 1) {
    sums.fill(0);
    for (let row = y * factor; row < y * factor + down; row += 1) {
      addRow(sums, frame.rgb, row * frame.width * 3, across);
    }
    const to = y * width * 3;
    for (let at = 0; at < sums.length; at += 1) rgb[to + at] = Math.round((sums[at] ?? 0) / area);
  }
  return { width, height, rgb };
}

/** Adds `across` neighbouring pixels at a time to the sums, in the order they lie in memory: this is the hot loop. */
function addRow(sums: Uint32Array, rgb: Uint8Array, start: number, across: number): void {
  let from = start;
  for (let to = 0; to < sums.length; to += 3) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let pixel = 0; pixel < across; pixel += 1) {
      red += rgb[from] ?? 0;
      green += rgb[from + 1] ?? 0;
      blue += rgb[from + 2] ?? 0;
      from += 3;
    }
    sums[to] = (sums[to] ?? 0) + red;
    sums[to + 1] = (sums[to + 1] ?? 0) + green;
    sums[to + 2] = (sums[to + 2] ?? 0) + blue;
  }
}

/** Mean absolute difference of two pictures of one size, in levels of 0 to 255. */
export function meanDifference(a: RgbFrame, b: RgbFrame): number {
  if (a.width !== b.width || a.height !== b.height) {
    throw new AppError('bug', 'Frames of different sizes cannot be compared.');
  }
  let sum = 0;
  for (let at = 0; at < a.rgb.length; at += 1) sum += Math.abs((a.rgb[at] ?? 0) - (b.rgb[at] ?? 0));
  return sum / a.rgb.length;
}

/** Luma by BT.709, in levels of 0 to 255. */
export interface Luma {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

export function lumaOf(frame: RgbFrame): Luma {
  const values = new Float32Array(frame.width * frame.height);
  for (let pixel = 0; pixel < values.length; pixel += 1) {
    const at = pixel * 3;
    values[pixel] =
      0.2126 * (frame.rgb[at] ?? 0) + 0.7152 * (frame.rgb[at + 1] ?? 0) + 0.0722 * (frame.rgb[at + 2] ?? 0);
  }
  return { width: frame.width, height: frame.height, values };
}
