import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBlockCache, relativeChange } from './block-cache.ts';

const floats = (...values: number[]) => Float32Array.from(values);

describe('how much a residual has changed', () => {
  it('is the mean change over the mean size, whatever the scale', () => {
    expect(relativeChange(floats(1, -2, 3), floats(1, -2, 3))).toBe(0);
    expect(relativeChange(floats(2, -2), floats(1, -3))).toBe(0.5);
    const values = fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(values, values, fc.constantFrom(0.25, 2, 16), (now, before, scale) => {
        const scaled = (list: number[]) => floats(...list.map((value) => value * scale));
        expect(relativeChange(scaled(now), scaled(before))).toEqual(
          relativeChange(floats(...now), floats(...before)),
        );
      }),
    );
  });
});

describe('the first-block cache', () => {
  it('knows nothing before a full evaluation, and each branch only its own', () => {
    const cache = createBlockCache<string>(1);
    expect(cache.restFor('guided', floats(1))).toBeUndefined();
    cache.keep('guided', floats(1), floats(7));
    expect(cache.restFor('guided', floats(1))).toEqual(floats(7));
    expect(cache.restFor('unguided', floats(1))).toBeUndefined();
  });

  it('holds a change against the last full evaluation, so that small ones add up', () => {
    const cache = createBlockCache<string>(0.25);
    cache.keep('guided', floats(1), floats(7));
    expect(cache.restFor('guided', floats(1.125))).toEqual(floats(7));
    expect(cache.restFor('guided', floats(1.25))).toEqual(floats(7));
    expect(cache.restFor('guided', floats(1.375))).toBeUndefined();
  });

  it('lets the whole network look at what is not a number', () => {
    const cache = createBlockCache<string>(1);
    cache.keep('guided', floats(0, 0), floats(7, 7));
    expect(cache.restFor('guided', floats(0, 0))).toBeUndefined();
    cache.keep('guided', floats(1, 1), floats(7, 7));
    expect(cache.restFor('guided', floats(Number.NaN, 1))).toBeUndefined();
  });
});
