import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frames, framesOfSeconds, seconds, type Rate } from '../time/rate.ts';
import {
  availableModelFrames,
  conformBackward,
  conformBetween,
  conformForward,
  conformSmooth,
  framesAfter,
  framesBefore,
  framesBeforeEnd,
  modelFrameAt,
  repeatsOf,
  type Conform,
} from './conform.ts';

const eight: Rate = { num: 8, den: 1 };
const film: Rate = { num: 24, den: 1 };
const outputs: fc.Arbitrary<Rate> = fc.constantFrom(
  film,
  { num: 24_000, den: 1001 },
  { num: 25, den: 1 },
  { num: 30_000, den: 1001 },
  { num: 60, den: 1 },
  { num: 8, den: 1 },
);
const lengths = fc.integer({ min: 1, max: 2000 }).map(frames);

describe('every conform', () => {
  const conforms: [string, (count: ReturnType<typeof frames>, output: Rate, model: Rate) => Conform][] = [
    ['forward', conformForward],
    ['backward', conformBackward],
    ['between', conformBetween],
  ];

  it.each(conforms)('%s has the exact length, shows every model frame, and never goes back', (_, conform) => {
    fc.assert(
      fc.property(lengths, outputs, (count, output) => {
        const { newFrames, shows } = conform(count, output, eight);
        expect(shows).toHaveLength(count);
        // Starts at the first new model frame and ends at the last: nothing doubled, nothing dropped at a seam.
        expect(shows[0]).toBe(0);
        expect(shows.at(-1)).toBe(newFrames - 1);
        const steps = new Set(shows.slice(1).map((frame, at) => frame - (shows[at] ?? 0)));
        for (const step of steps) expect([0, 1]).toContain(step);
      }),
    );
  });

  it.each(conforms)('%s holds model frames for nearly equal times', (_, conform) => {
    fc.assert(
      fc.property(lengths, outputs, (count, output) => {
        const conformed = conform(count, output, eight);
        const repeats = repeatsOf(conformed);
        expect(repeats.reduce((sum, held) => sum + held, 0)).toBe(count);
        // Only the frame at the open end may be cut short.
        const inner = repeats.slice(1, -1);
        expect(Math.max(0, ...inner) - Math.min(...(inner.length > 0 ? inner : [0]))).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('holding eight frames a second on threes', () => {
  it('shows each model frame for three frames of film', () => {
    expect(conformForward(frames(12), film, eight)).toEqual({
      newFrames: 4,
      shows: [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3],
    });
  });

  it('cuts the last one short where the length asks for it, and the first one when going backward', () => {
    expect(conformForward(frames(7), film, eight).shows).toEqual([0, 0, 0, 1, 1, 1, 2]);
    expect(conformBackward(frames(7), film, eight).shows).toEqual([0, 1, 1, 1, 2, 2, 2]);
  });

  it('follows 25 and 29.97 without drifting', () => {
    const ten = seconds(10);
    for (const output of [
      { num: 25, den: 1 },
      { num: 30_000, den: 1001 },
    ]) {
      const count = framesOfSeconds(ten, output);
      expect(conformForward(count, output, eight).newFrames).toBe(80);
    }
  });

  it('spreads a hole evenly: 37 frames are 12 model frames of three or four', () => {
    const conform = conformBetween(frames(37), film, eight);
    expect(conform.newFrames).toBe(12);
    expect(new Set(repeatsOf(conform))).toEqual(new Set([3, 4]));
  });

  it('makes one model frame for a hole of one frame', () => {
    expect(conformBetween(frames(1), film, eight)).toEqual({ newFrames: 1, shows: [0] });
  });
});

describe('an output slower than the model', () => {
  it('samples in time and keeps the exact length', () => {
    const conform = conformForward(frames(6), { num: 4, den: 1 }, eight);
    expect(conform).toEqual({ newFrames: 11, shows: [0, 2, 4, 6, 8, 10] });
    expect(repeatsOf(conform).reduce((sum, held) => sum + held, 0)).toBe(6);
  });
});

describe('the known model frames of footage', () => {
  it('go back from the join at the model rate', () => {
    expect(framesBeforeEnd(4, frames(48), film, eight)).toEqual([36, 39, 42, 45]);
    expect(framesBeforeEnd(3, frames(25), { num: 25, den: 1 }, eight)).toEqual([16, 19, 22]);
  });

  it('of a take held on threes are its distinct model frames, the last of them next to the join', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (modelFrames) => {
        const take = conformForward(frames(modelFrames * 3), film, eight);
        const count = availableModelFrames(frames(take.shows.length), film, eight);
        const shown = framesBeforeEnd(count, frames(take.shows.length), film, eight).map(
          (at) => take.shows[at],
        );
        expect(shown).toEqual(Array.from({ length: modelFrames }, (_, index) => index));
      }),
    );
  });

  it('go on from the head at the model rate', () => {
    expect(framesAfter(4, 0, frames(48), film, eight)).toEqual([0, 3, 6, 9]);
    expect(framesAfter(4, 20, frames(27), film, eight)).toEqual([20, 23, 26, 26]);
  });

  it('stand before a hole as before an end', () => {
    expect(framesBefore(2, 30, film, eight)).toEqual([24, 27]);
  });

  it('never lie outside the source, whatever its rate and length', () => {
    fc.assert(
      fc.property(lengths, outputs, fc.integer({ min: 1, max: 60 }), (length, rate, wanted) => {
        const count = Math.min(wanted, availableModelFrames(length, rate, eight));
        for (const indices of [
          framesBeforeEnd(count, length, rate, eight),
          framesAfter(count, 0, length, rate, eight),
        ]) {
          expect(indices).toHaveLength(count);
          expect(indices.every((index) => index >= 0 && index < length)).toBe(true);
          const distinct = rate.num / rate.den > 8 ? count : 1;
          expect(new Set(indices).size).toBeGreaterThanOrEqual(distinct);
        }
      }),
    );
  });

  it('are at least one even of a single frame', () => {
    expect(availableModelFrames(frames(1), film, eight)).toBe(1);
    expect(framesBeforeEnd(1, frames(1), film, eight)).toEqual([0]);
    expect(availableModelFrames(frames(0), film, eight)).toBe(0);
  });
});

describe('a keyframe', () => {
  it('belongs to the model frame that is on screen at its time', () => {
    fc.assert(
      fc.property(lengths, outputs, (count, output) => {
        const { shows } = conformForward(count, output, eight);
        for (const [at, frame] of shows.entries())
          expect(modelFrameAt(frames(at), output, eight)).toBe(frame);
      }),
      { numRuns: 20 },
    );
  });
});

describe('smoothing', () => {
  it('makes two frames between any two from 8 to 24', () => {
    const smooth = conformSmooth(frames(4), eight, film);
    expect(smooth.factor).toBe(3);
    expect(smooth.shows).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9]);
  });

  it('keeps the duration from 24 to 60 and shows every known frame that falls on the new grid', () => {
    const smooth = conformSmooth(frames(24), film, { num: 60, den: 1 });
    expect(smooth.factor).toBe(5);
    expect(smooth.shows).toHaveLength(60);
    expect(smooth.shows.slice(0, 6)).toEqual([0, 2, 4, 6, 8, 10]);
  });
});
