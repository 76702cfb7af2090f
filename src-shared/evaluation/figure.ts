import { median, quantile } from '../quality/statistics.ts';

export type Target =
  { readonly atLeast: number } | { readonly atMost: number } | { readonly from: number; readonly to: number };

/** One number with what it should be. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** How many clips, prompts or joins it was taken from. */
  readonly count: number;
  readonly unit?: string;
  /** The same measure on true renders: what could be reached at most. */
  readonly ceiling?: number;
  /** Absent: only reported. */
  readonly target?: Target;
  readonly met?: boolean;
}

export interface FigureParts {
  readonly unit?: string | undefined;
  readonly ceiling?: number | undefined;
  readonly target?: Target | undefined;
}

export function meets(value: number, target: Target): boolean {
  if ('atLeast' in target) return value >= target.atLeast;
  if ('atMost' in target) return value <= target.atMost;
  return value >= target.from && value <= target.to;
}

export function targetText(target: Target): string {
  if ('atLeast' in target) return `at least ${target.atLeast}`;
  if ('atMost' in target) return `at most ${target.atMost}`;
  return `${target.from} to ${target.to}`;
}

export function figure(name: string, value: number, count: number, parts: FigureParts = {}): Figure {
  const { unit, ceiling, target } = parts;
  return {
    name,
    value: Math.round(value * 1e4) / 1e4,
    count,
    ...(unit === undefined ? {} : { unit }),
    ...(ceiling === undefined ? {} : { ceiling: Math.round(ceiling * 1e4) / 1e4 }),
    ...(target === undefined ? {} : { target, met: meets(value, target) }),
  };
}

/** A share of yes among answers; no figure of none. */
export function shareFigure(name: string, answers: readonly boolean[], parts: FigureParts = {}): Figure[] {
  if (answers.length === 0) return [];
  return [figure(name, answers.filter(Boolean).length / answers.length, answers.length, parts)];
}

/** Median and 95th percentile of values; no figures of none. */
export function spreadFigures(
  name: string,
  values: readonly number[],
  targets: { readonly median?: Target; readonly p95?: Target } = {},
): Figure[] {
  if (values.length === 0) return [];
  return [
    figure(`${name}-median`, median(values), values.length, { target: targets.median }),
    figure(`${name}-p95`, quantile(values, 0.95), values.length, { target: targets.p95 }),
  ];
}
