import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutTile, layTile, spansOf, type Tiling } from './tiles.ts';

const tilings: fc.Arbitrary<Tiling> = fc
  .record({ size: fc.integer({ min: 2, max: 9 }), less: fc.integer({ min: 0, max: 8 }) })
  .map(({ size, less }) => ({ size, stride: Math.max(1, size - less), factor: 2 }));
const sides = fc.integer({ min: 1, max: 24 });

describe('tiles', () => {
  it('cover every cell and end with the picture', () => {
    fc.assert(
      fc.property(sides, tilings, (cells, tiling) => {
        const spans = spansOf(cells, tiling);
        const covered = new Set(
          spans.flatMap(({ start, length }) => Array.from({ length }, (_, i) => start + i)),
        );
        expect(covered.size).toBe(cells);
        expect(Math.max(...covered)).toBe(cells - 1);
        expect(spans.every(({ length }) => length >= 1 && length <= tiling.size)).toBe(true);
      }),
    );
  });

  it('give back the picture they were cut from, whatever their number', () => {
    fc.assert(
      fc.property(sides, sides, tilings, (rows, columns, tiling) => {
        // A codec that only repeats pixels.
        const cells = Float32Array.from({ length: 3 * rows * columns }, (_, at) => Math.sin(at));
        const { factor } = tiling;
        const enlarge = (planes: Float32Array, high: number, wide: number): Float32Array =>
          Float32Array.from({ length: planes.length * factor * factor }, (_, at) => {
            const colour = Math.floor(at / (high * wide * factor * factor));
            const y = Math.floor(at / (wide * factor)) % (high * factor);
            const x = at % (wide * factor);
            return planes[(colour * high + Math.floor(y / factor)) * wide + Math.floor(x / factor)] ?? 0;
          });
        const picture = new Float32Array(cells.length * factor * factor);
        const down = spansOf(rows, tiling);
        const across = spansOf(columns, tiling);
        for (const [row, high] of down.entries()) {
          for (const [column, wide] of across.entries()) {
            const tile = enlarge(cutTile(cells, { rows, columns }, high, wide), high.length, wide.length);
            layTile(picture, columns * factor, tile, { down, across, at: [row, column] }, factor);
          }
        }
        const whole = enlarge(cells, rows, columns);
        const furthest = picture.reduce(
          (worst, value, at) => Math.max(worst, Math.abs(value - (whole[at] ?? 9))),
          0,
        );
        expect(furthest).toBeLessThan(1e-5);
      }),
      { numRuns: 40 },
    );
  });
});
