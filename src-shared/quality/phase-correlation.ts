import { AppError } from '../errors/app-error.ts';
import type { Luma } from './frame.ts';
import { transformPicture, type Spectrum } from './fourier.ts';

/** By how much one picture is the other, moved: pixels to the right and down, and how sharply that is the case. */
export interface Shift {
  readonly x: number;
  readonly y: number;
  /** Height of the peak, 0 to 1: 1 = nothing but moved, near 0 = two different pictures. */
  readonly peak: number;
}

export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function powerBelow(length: number): number {
  return 2 ** Math.floor(Math.log2(length));
}

/**
 * A part of a picture without its mean, faded out towards its edges (Hann) so that the edges themselves are no picture.
 * Sides are cut to powers of two around the middle of the area.
 */
function faded(luma: Luma, area: Area): { spectrum: Spectrum; width: number; height: number } {
  const width = powerBelow(area.width);
  const height = powerBelow(area.height);
  if (width < 8 || height < 8)
    throw new AppError('bug', 'That part of the picture is too small to be found again.');
  const left = area.left + Math.floor((area.width - width) / 2);
  const top = area.top + Math.floor((area.height - height) / 2);
  const real = new Float64Array(width * height);
  let sum = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const value = luma.values[(top + y) * luma.width + left + x] ?? 0;
      real[y * width + x] = value;
      sum += value;
    }
  }
  const mean = sum / real.length;
  for (let y = 0; y < height; y += 1) {
    const down = 0.5 - 0.5 * Math.cos((2 * Math.PI * (y + 0.5)) / height);
    for (let x = 0; x < width; x += 1) {
      const across = 0.5 - 0.5 * Math.cos((2 * Math.PI * (x + 0.5)) / width);
      real[y * width + x] = ((real[y * width + x] ?? 0) - mean) * across * down;
    }
  }
  return { spectrum: { real, imaginary: new Float64Array(real.length) }, width, height };
}

/** Where between -0.5 and 0.5 the top of a parabola through three heights lies. */
function crest(before: number, top: number, after: number): number {
  const bend = before - 2 * top + after;
  return bend >= 0 ? 0 : Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend)));
}

/**
 * Finds how the picture moved between two frames, by phase correlation (Kuglin and Hines 1975): only the phases of the
 * two spectra are compared, so brightness and large surfaces have no say. Frequencies that hardly occur are left out,
 * because their phases are noise.
 *
 * @param area the part that is looked at; the whole by default
 */
export function phaseShift(
  before: Luma,
  after: Luma,
  area: Area = { left: 0, top: 0, width: before.width, height: before.height },
): Shift {
  if (before.width !== after.width || before.height !== after.height) {
    throw new AppError('bug', 'Frames of different sizes cannot be compared.');
  }
  const { spectrum: a, width, height } = faded(before, area);
  const { spectrum: b } = faded(after, area);
  transformPicture(a, width, height);
  transformPicture(b, width, height);
  let strongest = 0;
  for (let at = 0; at < a.real.length; at += 1) {
    strongest = Math.max(strongest, Math.hypot(a.real[at] ?? 0, a.imaginary[at] ?? 0));
  }
  const least = (strongest * 2e-3) ** 2;
  let used = 0;
  for (let at = 0; at < a.real.length; at += 1) {
    const [ar, ai, br, bi] = [a.real[at] ?? 0, a.imaginary[at] ?? 0, b.real[at] ?? 0, b.imaginary[at] ?? 0];
    const re = ar * br + ai * bi;
    const im = ar * bi - ai * br;
    const size = Math.hypot(re, im);
    const counts = size > least;
    a.real[at] = counts ? re / size : 0;
    a.imaginary[at] = counts ? im / size : 0;
    if (counts) used += 1;
  }
  transformPicture(a, width, height, true);
  let best = 0;
  for (let at = 1; at < a.real.length; at += 1) if ((a.real[at] ?? 0) > (a.real[best] ?? 0)) best = at;
  const column = best % width;
  const row = Math.floor(best / width);
  const value = (x: number, y: number): number =>
    a.real[((y + height) % height) * width + ((x + width) % width)] ?? 0;
  const top = value(column, row);
  const x = column + crest(value(column - 1, row), top, value(column + 1, row));
  const y = row + crest(value(column, row - 1), top, value(column, row + 1));
  return {
    x: x > width / 2 ? x - width : x,
    y: y > height / 2 ? y - height : y,
    peak: used > 0 ? (top * a.real.length) / used : 0,
  };
}
