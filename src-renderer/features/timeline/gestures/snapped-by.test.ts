import fc from 'fast-check';
import { expect, it } from 'vitest';
import { frames } from '../../../../src-shared/time/rate.ts';
import { snappedBy } from './snapped-by.ts';

const point = (frame: number) => ({ frame: frames(frame), kind: 'edit' as const });

it('lands either edge on the nearest point within reach, exactly', () => {
  const space = (at: number) => ({ zoom: 4, points: [point(at)] });
  expect(snappedBy(10, [100, 148], space(111))).toEqual({ by: 11, at: 111 });
  expect(snappedBy(10, [100, 148], space(157))).toEqual({ by: 9, at: 157 });
  expect(snappedBy(10.4, [100, 148], space(113))).toEqual({ by: 10, at: null });
});

it('never pulls farther than a few pixels', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1000, max: 1000, noNaN: true }),
      fc.array(fc.integer({ min: 0, max: 3000 })),
      fc.array(fc.integer({ min: 0, max: 3000 })),
      fc.double({ min: 0.05, max: 40, noNaN: true }),
      (free, edges, at, zoom) => {
        const points = [...new Set(at)].sort((a, b) => a - b).map(point);
        const { by, at: landed } = snappedBy(free, edges, { zoom, points });
        expect(Math.abs(by - Math.round(free)) * zoom).toBeLessThanOrEqual(8 + 1e-9);
        expect(landed === null || edges.some((edge) => edge + by === landed)).toBe(true);
      },
    ),
  );
});
