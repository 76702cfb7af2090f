import { AppError } from '../errors/app-error.ts';

/** Complex numbers as two arrays; every change happens in place. */
export interface Spectrum {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

export function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(value) && value > 0 && (value & (value - 1)) === 0;
}

/**
 * Discrete Fourier transform in place, by the radix-2 method of Cooley and Tukey (1965); the length is a power of two.
 *
 * @param inverse the way back, divided by the length, so that there and back is the identity
 */
export function transform({ real, imaginary }: Spectrum, inverse = false): void {
  const count = real.length;
  if (!isPowerOfTwo(count) || imaginary.length !== count) {
    throw new AppError('bug', `A transform of ${count} values is not possible.`);
  }
  const swap = (values: Float64Array, a: number, b: number): void => {
    const kept = values[a] ?? 0;
    values[a] = values[b] ?? 0;
    values[b] = kept;
  };
  for (let at = 1, other = 0; at < count; at += 1) {
    let bit = count >> 1;
    for (; (other & bit) !== 0; bit >>= 1) other ^= bit;
    other ^= bit;
    if (at < other) {
      swap(real, at, other);
      swap(imaginary, at, other);
    }
  }
  for (let size = 2; size <= count; size *= 2) {
    const half = size / 2;
    const turn = ((inverse ? 2 : -2) * Math.PI) / size;
    for (let step = 0; step < half; step += 1) {
      const cos = Math.cos(turn * step);
      const sin = Math.sin(turn * step);
      for (let low = step; low < count; low += size) {
        const high = low + half;
        const re = (real[high] ?? 0) * cos - (imaginary[high] ?? 0) * sin;
        const im = (real[high] ?? 0) * sin + (imaginary[high] ?? 0) * cos;
        real[high] = (real[low] ?? 0) - re;
        imaginary[high] = (imaginary[low] ?? 0) - im;
        real[low] = (real[low] ?? 0) + re;
        imaginary[low] = (imaginary[low] ?? 0) + im;
      }
    }
  }
  if (!inverse) return;
  for (let at = 0; at < count; at += 1) {
    real[at] = (real[at] ?? 0) / count;
    imaginary[at] = (imaginary[at] ?? 0) / count;
  }
}

/** The transform of a picture `width` x `height`, row after row, in place; both sides are powers of two. */
export function transformPicture(values: Spectrum, width: number, height: number, inverse = false): void {
  for (let y = 0; y < height; y += 1) {
    const [from, to] = [y * width, (y + 1) * width];
    transform(
      { real: values.real.subarray(from, to), imaginary: values.imaginary.subarray(from, to) },
      inverse,
    );
  }
  const column = { real: new Float64Array(height), imaginary: new Float64Array(height) };
  for (let x = 0; x < width; x += 1) {
    for (let y = 0; y < height; y += 1) {
      column.real[y] = values.real[y * width + x] ?? 0;
      column.imaginary[y] = values.imaginary[y * width + x] ?? 0;
    }
    transform(column, inverse);
    for (let y = 0; y < height; y += 1) {
      values.real[y * width + x] = column.real[y] ?? 0;
      values.imaginary[y * width + x] = column.imaginary[y] ?? 0;
    }
  }
}
