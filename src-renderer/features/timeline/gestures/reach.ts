import type { EditResult } from '../../../../src-shared/timeline/result.ts';

export interface Reached {
  readonly by: number;
  readonly result: EditResult | null;
}

/**
 * The edit nearest to what was asked for that is possible, between no change and all of it: found by halving, so that a
 * drag that pulls too far stays at the limit instead of doing nothing. Edits must become impossible once and stay so.
 */
export function reach(wanted: number, edit: (by: number) => EditResult): Reached {
  if (wanted === 0) return { by: 0, result: null };
  const whole = edit(wanted);
  if (whole.ok) return { by: wanted, result: whole };
  const sign = Math.sign(wanted);
  let good = 0;
  let bad = Math.abs(wanted);
  let found: EditResult | null = null;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const result = edit(sign * middle);
    if (result.ok) {
      good = middle;
      found = result;
    } else bad = middle;
  }
  return found === null ? { by: 0, result: whole } : { by: sign * good, result: found };
}
