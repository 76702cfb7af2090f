import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignWindow } from './align-window.ts';

const windows = fc.array(fc.boolean(), { minLength: 1, maxLength: 81 });

describe('a window laid into frames the model can make', () => {
  it('keeps the order, wastes less than a group, and leaves every frame a place of its own', () => {
    fc.assert(
      fc.property(windows, fc.integer({ min: 1, max: 8 }), fc.boolean(), (known, group, endsOnly) => {
        const { count, places, held } = alignWindow(known, group, endsOnly);
        expect((count - 1) % group).toBe(0);
        expect(count - known.length).toBeGreaterThanOrEqual(0);
        expect(count - known.length).toBeLessThan(group);
        expect(places).toHaveLength(known.length);
        const steps = places.slice(1).map((place, at) => place - (places[at] ?? 0));
        expect(steps.every((step) => step >= 1)).toBe(true);
        expect((places[0] ?? 0) >= 0 && (places.at(-1) ?? 0) < count).toBe(true);
        for (const { place, frame } of held) {
          expect(places).not.toContain(place);
          expect(known[frame]).toBe(true);
        }
      }),
    );
  });

  it('puts a known last frame at the model’s end, or holds it there', () => {
    expect(alignWindow([true, false, false, true], 4, true)).toEqual({
      count: 5,
      places: [0, 1, 3, 4],
      held: [],
    });
    expect(alignWindow([true, false, false, true], 4, false)).toEqual({
      count: 5,
      places: [0, 1, 2, 3],
      held: [{ place: 4, frame: 3 }],
    });
  });

  it('throws away what lies beyond an open end or before an open beginning', () => {
    expect(alignWindow([true, false, false], 4, false)).toEqual({ count: 5, places: [0, 1, 2], held: [] });
    expect(alignWindow([false, false, true], 4, false)).toEqual({ count: 5, places: [2, 3, 4], held: [] });
    expect(alignWindow([false], 4, false)).toEqual({ count: 1, places: [0], held: [] });
  });
});
