import { z } from 'zod';
import { branded, type Brand } from '../lib/brand.ts';

/** A whole number of frames at a rate that is named elsewhere. */
export type Frames = Brand<number, 'Frames'>;
/** A duration in seconds, for requests and estimates only; the document knows frames alone. */
export type Seconds = Brand<number, 'Seconds'>;

/** Frames per second as an exact fraction, e.g. 24000/1001. Lowest terms, both positive. */
export interface Rate {
  readonly num: number;
  readonly den: number;
}

export const rateSchema = z.object({
  num: z.number().int().min(1).max(240_000),
  den: z.number().int().min(1).max(10_000),
});

export const framesSchema = branded<z.ZodType<Frames>>(z.number().int().min(0).max(1e9));

export function frames(count: number): Frames {
  if (!Number.isSafeInteger(count)) throw new RangeError(`Not a whole number of frames: ${count}`);
  return branded(count);
}

export function seconds(value: number): Seconds {
  if (!Number.isFinite(value)) throw new RangeError(`Not a duration: ${value}`);
  return branded(value);
}

/** The nearest whole number of frames, halves up, as the only rounding from seconds (round once, INTERCHANGE 4.4). */
export function framesOfSeconds(value: Seconds, rate: Rate): Frames {
  return frames(Math.floor((value * rate.num) / rate.den + 0.5));
}

export function secondsOfFrames(count: Frames, rate: Rate): Seconds {
  return seconds((count * rate.den) / rate.num);
}

export function sameRate(a: Rate, b: Rate): boolean {
  return a.num * b.den === b.num * a.den;
}

/** `24`, `30000/1001`: the form ffmpeg reads and our JSON prints. */
export function rateText(rate: Rate): string {
  return rate.den === 1 ? String(rate.num) : `${rate.num}/${rate.den}`;
}
