import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frechetDistance, meanPairDistance } from './frechet.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

const value = fc.double({ min: -10, max: 10, noNaN: true });
const cloud = fc.array(fc.array(value, { minLength: 4, maxLength: 4 }), { minLength: 12, maxLength: 30 });

describe('eigenvectors', () => {
  it('make the matrix again', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 17, maxLength: 17 }), (numbers) => {
        const place = (row: number, column: number): number =>
          Math.min(row, column) * 3 + Math.max(row, column);
        const matrix = Array.from({ length: 5 }, (_, row) =>
          Float64Array.from({ length: 5 }, (__, column) => numbers[place(row, column)] ?? 0),
        );
        const { values, vectors } = symmetricEigen(matrix);
        for (let row = 0; row < 5; row += 1) {
          for (let column = 0; column < 5; column += 1) {
            const made = vectors.reduce(
              (sum, v, i) => sum + (values[i] ?? 0) * (v[row] ?? 0) * (v[column] ?? 0),
              0,
            );
            expect(made).toBeCloseTo(matrix[row]?.[column] ?? 0, 7);
          }
        }
      }),
    );
  });
});

describe('the Frechet distance', () => {
  it('is nothing to itself and the same both ways', () => {
    fc.assert(
      fc.property(cloud, cloud, (a, b) => {
        expect(frechetDistance(a, a)).toBeLessThan(1e-4);
        expect(frechetDistance(a, b)).toBeCloseTo(frechetDistance(b, a), 4);
      }),
      { numRuns: 40 },
    );
  });

  it('is the squared way between two clouds of one shape', () => {
    fc.assert(
      fc.property(cloud, value, (a, way) => {
        const moved = a.map((point) => point.map((one, at) => (at === 0 ? one + way : one)));
        expect(frechetDistance(a, moved)).toBeCloseTo(way ** 2, 3);
      }),
      { numRuns: 40 },
    );
  });

  it('knows the closed form of one dimension', () => {
    const a = [[1], [3], [5]];
    const b = [[10], [11], [12]];
    expect(frechetDistance(a, b)).toBeCloseTo((3 - 11) ** 2 + (2 - 1) ** 2, 9);
  });
});

it('pairs are as far apart as they are', () => {
  expect(
    meanPairDistance([
      [0, 0],
      [3, 4],
      [0, 0],
    ]),
  ).toBeCloseTo(10 / 3, 9);
  expect(meanPairDistance([[1, 2]])).toBe(0);
});
