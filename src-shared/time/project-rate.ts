import { AppError } from '../errors/app-error.ts';
import { sameRate, type Rate } from './rate.ts';

/** The rates a project may have: those every interchange format knows. */
export const projectRates = [
  { num: 24_000, den: 1001 },
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30_000, den: 1001 },
  { num: 30, den: 1 },
  { num: 48, den: 1 },
  { num: 50, den: 1 },
  { num: 60_000, den: 1001 },
  { num: 60, den: 1 },
] as const satisfies readonly Rate[];

/** Whole rates avoid every trap of NTSC; 24 is film. */
export const defaultRate: Rate = { num: 24, den: 1 };

export function isProjectRate(rate: Rate): boolean {
  return projectRates.some((legal) => sameRate(legal, rate));
}

/** The usual short name: `23.976`, `24`, `29.97`. */
export function rateName(rate: Rate): string {
  return String(Math.round((rate.num / rate.den) * 1000) / 1000);
}

/** Rates people write with decimals, all of them n * 1000/1001 cut off somewhere. */
const decimalNames = new Map<string, Rate>([
  ['23.976', { num: 24_000, den: 1001 }],
  ['23.98', { num: 24_000, den: 1001 }],
  ['29.97', { num: 30_000, den: 1001 }],
  ['47.952', { num: 48_000, den: 1001 }],
  ['59.94', { num: 60_000, den: 1001 }],
]);

function fractionOf(text: string): Rate | undefined {
  const named = decimalNames.get(text);
  if (named !== undefined) return named;
  const match = /^(\d{1,6})(?:\.(0+)|\/(\d{1,5}))?$/.exec(text);
  if (match === null) return undefined;
  const num = Number(match[1]);
  const den = match[3] === undefined ? 1 : Number(match[3]);
  return num > 0 && den > 0 ? lowestTerms({ num, den }) : undefined;
}

export function lowestTerms(rate: Rate): Rate {
  let a = rate.num;
  let b = rate.den;
  while (b > 0) [a, b] = [b, a % b];
  return { num: rate.num / a, den: rate.den / a };
}

/**
 * What a person writes for a rate: `24`, `23.976`, `30000/1001`. Only the rates a project may have.
 *
 * @throws AppError `input.rate`
 */
export function parseProjectRate(text: string): Rate {
  const rate = fractionOf(text.trim());
  if (rate === undefined || !isProjectRate(rate)) {
    throw new AppError(
      'input.rate',
      `${JSON.stringify(text.slice(0, 40))} is not a frame rate we can deliver.`,
      {
        hint: `Use one of ${projectRates.map(rateName).join(', ')}.`,
      },
    );
  }
  return rate;
}
