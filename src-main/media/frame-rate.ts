import type { Rate } from '../../src-shared/time/rate.ts';
import { rateSchema } from '../../src-shared/time/rate.ts';

/** Rates in the order in which they are believed when several fit the timestamps of a short clip. */
const ntsc = (num: number): Rate => ({ num, den: 1001 });
const common: readonly Rate[] = [
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30, den: 1 },
  ntsc(24_000),
  ntsc(30_000),
  { num: 60, den: 1 },
  { num: 50, den: 1 },
  ntsc(60_000),
  { num: 48, den: 1 },
  { num: 8, den: 1 },
  { num: 12, den: 1 },
  { num: 16, den: 1 },
  { num: 15, den: 1 },
  { num: 10, den: 1 },
  { num: 100, den: 1 },
  { num: 120, den: 1 },
  ntsc(120_000),
  ntsc(48_000),
  ntsc(15_000),
  ntsc(12_000),
];
const others: readonly Rate[] = Array.from({ length: 240 }, (_, index) => ({ num: index + 1, den: 1 }));
/** With the halves (12.5 …), because GIFs have them. */
const halves: readonly Rate[] = Array.from({ length: 60 }, (_, index) => ({ num: 2 * index + 1, den: 2 }));
const candidates = [...common, ...others, ...halves];

export interface DetectedRate {
  readonly rate: Rate;
  readonly variable: boolean;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

function reduced(num: number, den: number): Rate | undefined {
  const divisor = greatestDivisor(num, den);
  const parsed = rateSchema.safeParse({ num: num / divisor, den: den / divisor });
  return parsed.success ? parsed.data : undefined;
}

/** Largest distance of a timestamp from the grid of `rate`, in seconds. */
function deviation(times: Float64Array, rate: Rate): number {
  const first = times[0] ?? 0;
  let worst = 0;
  times.forEach((time, index) => {
    worst = Math.max(worst, Math.abs(time - first - (index * rate.den) / rate.num));
  });
  return worst;
}

function nearestCommon(perSecond: number): Rate {
  const [first, ...rest] = candidates;
  let best = first ?? { num: 24, den: 1 };
  for (const rate of rest) {
    if (Math.abs(rate.num / rate.den - perSecond) < Math.abs(best.num / best.den - perSecond) - 1e-9)
      best = rate;
  }
  return best;
}

/**
 * The exact rate of a clip from its pictures' times in seconds (ascending), which a container may have rounded to multiples
 * of 1/`resolution`. Constant when every time lies on the grid of one rate within that rounding.
 *
 * @param lastDuration seconds the last picture is shown, all there is to know about a clip of one picture; 0 = unknown.
 */
export function detectRate(times: Float64Array, resolution: number, lastDuration: number): DetectedRate {
  if (times.length < 2) {
    const perSecond = lastDuration > 0 ? 1 / lastDuration : 24;
    return { rate: nearestCommon(Math.min(240, Math.max(0.5, perSecond))), variable: false };
  }
  const ticks = Array.from(times, (time) => Math.round(time * resolution));
  const step = (ticks[1] ?? 0) - (ticks[0] ?? 0);
  const steady = step > 0 && ticks.every((tick, index) => tick === (ticks[0] ?? 0) + index * step);
  // Coarse clocks (milliseconds, hundredths) can be steady and still rounded: 23.976 is 1/42 s for 11 pictures.
  if (steady && resolution > 2000) {
    const exact = reduced(resolution, step);
    if (exact !== undefined && exact.num / exact.den <= 240) return { rate: exact, variable: false };
  }
  for (const rounding of [0.51, 1.01]) {
    const rate = candidates.find((candidate) => deviation(times, candidate) <= rounding / resolution + 1e-7);
    if (rate !== undefined) return { rate, variable: false };
  }
  const gaps = Array.from(times.subarray(1), (time, index) => time - (times[index] ?? 0)).sort(
    (a, b) => a - b,
  );
  const median = gaps[gaps.length >> 1] ?? 0;
  return { rate: nearestCommon(median > 0 ? Math.min(240, 1 / median) : 24), variable: true };
}
