import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinTokens, planesToTokens, tokensToPlanes, type WanGrid } from './layout.ts';

function gridOf(tokenRows: number, tokenColumns: number): WanGrid {
  return { frames: 1, rows: tokenRows * 2, columns: tokenColumns * 2, tokenRows, tokenColumns, patch: 4 };
}

describe('latents as tokens', () => {
  it('come back as they went', () => {
    const side = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(side, side, side, (rows, columns, channels) => {
        const grid = gridOf(rows, columns);
        const planes = Float32Array.from({ length: channels * rows * columns * 4 }, (_, at) => at);
        const tokens = planesToTokens(planes, grid);
        expect(new Set(tokens).size).toBe(planes.length);
        expect(tokensToPlanes(tokens, grid)).toEqual(planes);
      }),
    );
  });

  it('hold two by two cells, channel by channel', () => {
    // Two channels of 2 x 4 cells.
    const planes = Float32Array.from({ length: 16 }, (_, at) => at);
    expect([...planesToTokens(planes, gridOf(1, 2))]).toEqual([
      0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15,
    ]);
  });

  it('are joined side by side', () => {
    const joined = joinTokens([Float32Array.of(1, 2, 3, 4), Float32Array.of(8, 9)], 2);
    expect([...joined]).toEqual([1, 2, 8, 3, 4, 9]);
  });
});
