import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planRows, rowsSeen } from './row-window.ts';

test('every row that is seen is mounted, and few more', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 20, max: 90 }), { maxLength: 600 }),
      fc.integer({ min: 0, max: 60_000 }),
      fc.integer({ min: 0, max: 900 }),
      (heights, scrolled, seen) => {
        const plan = planRows(heights);
        const [first, end] = rowsSeen(plan, scrolled, seen);
        const unmounted = heights.filter((height, row) => {
          const top = plan.tops[row] ?? 0;
          const isSeen = top < scrolled + seen && top + height > scrolled;
          return isSeen && (row < first || row >= end);
        });
        expect(unmounted).toEqual([]);
        expect(end - first).toBeLessThanOrEqual(Math.ceil(seen / 20) + 10);
        expect(plan.height).toBe(heights.reduce((sum, height) => sum + height, 0));
      },
    ),
  );
});

test('no rows are none', () => {
  expect(planRows([])).toEqual({ height: 0, tops: [] });
  expect(rowsSeen(planRows([]), 0, 400)).toEqual([0, 0]);
});
