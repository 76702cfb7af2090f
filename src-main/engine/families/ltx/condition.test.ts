import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownClips } from './condition.ts';

const group = 8;
const masks = fc.array(fc.boolean(), { minLength: 1, maxLength: 60 });

function placesOf(mask: readonly boolean[]): number[] {
  return mask.flatMap((known, at) => (known ? [at] : []));
}

describe('known pictures as clips', () => {
  it('takes a head in place, whole groups from a border on, and single pictures elsewhere', () => {
    const run = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
    expect(knownClips([0], group)).toEqual([{ start: 0, length: 1 }]);
    expect(knownClips(run(0, 16), group)).toEqual([{ start: 0, length: 17 }]);
    expect(knownClips(run(0, 9), group)).toEqual([
      { start: 0, length: 9 },
      { start: 9, length: 1 },
    ]);
    expect(knownClips([0, 13, 24], group)).toEqual([0, 13, 24].map((start) => ({ start, length: 1 })));
    expect(knownClips(run(14, 25), group)).toEqual([
      { start: 14, length: 1 },
      { start: 16, length: 9 },
      { start: 25, length: 1 },
    ]);
    expect(knownClips(run(17, 20), group)).toEqual([
      { start: 17, length: 1 },
      { start: 20, length: 1 },
    ]);
  });

  it('is made of known pictures alone, each at most once, and of the ends of every run', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const clips = knownClips(placesOf(mask), group);
        const covered = clips.flatMap(({ start, length }) => Array.from({ length }, (_, at) => start + at));
        expect(new Set(covered).size).toBe(covered.length);
        expect(covered.filter((place) => mask[place] !== true)).toEqual([]);
        const ends = placesOf(mask).filter((at) => mask[at - 1] !== true || mask[at + 1] !== true);
        expect(covered).toEqual(expect.arrayContaining(ends));
        expect(clips.filter(({ length }) => length % group !== 1)).toEqual([]);
        expect(clips.filter(({ start, length }) => length > 1 && start % group !== 0)).toEqual([]);
      }),
    );
  });
});
