/** One number with what it should be. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** How many single measurements it sums up. */
  readonly count: number;
  readonly target?: Target;
  readonly met?: boolean;
}

export type Target =
  { readonly atLeast: number } | { readonly atMost: number } | { readonly from: number; readonly to: number };

function isMet(value: number, target: Target): boolean {
  if ('atLeast' in target) return value >= target.atLeast;
  return 'atMost' in target ? value <= target.atMost : value >= target.from && value <= target.to;
}

function share(values: readonly number[], of: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(of * sorted.length))] ?? Number.NaN;
}

/** The middle of a list, or with 0.95 what all but a twentieth stay below. */
export function figure(
  name: string,
  values: readonly number[],
  unit: string,
  target?: Target,
  of = 0.5,
): Figure {
  const value = share(values, of);
  const plain = { name, value, unit, count: values.length };
  return target === undefined ? plain : { ...plain, target, met: isMet(value, target) };
}
