import { expect, test } from 'vitest';
import type { RgbFrame } from './frame.ts';
import { likenessOf, wasGivenStrange } from './likeness.ts';

function picture(width: number, height: number, level: (x: number, y: number) => number): RgbFrame {
  const rgb = new Uint8Array(width * height * 3).map((_, at) => {
    const pixel = Math.floor(at / 3);
    return level(pixel % width, Math.floor(pixel / width));
  });
  return { width, height, rgb };
}

const hills = (x: number, y: number): number => 120 + 60 * Math.sin(x / 9) * Math.cos(y / 7);

test('a drawing that keeps what is there is alike, one that loses it is not', () => {
  const known = picture(96, 56, hills);
  expect(likenessOf(known, known)).toBeCloseTo(1);
  const darker = picture(96, 56, (x, y) => hills(x, y) - 4);
  expect(likenessOf(known, darker)).toBeGreaterThan(0.95);
  const larger = picture(96 * 4, 56 * 4, (x, y) => hills(Math.floor(x / 4), Math.floor(y / 4)));
  expect(likenessOf(known, larger), 'finished at four times the size').toBeCloseTo(1);
  const empty = picture(96, 56, () => 120);
  expect(likenessOf(known, empty)).toBeLessThan(0.5);
  expect(likenessOf(known, picture(56, 96, hills)), 'of another shape').toBe(0);
});

test('one picture that can’t be drawn is enough; takes that tell nothing have none', () => {
  expect(wasGivenStrange([{ likeness: 0.96 }, { likeness: 0.71 }])).toBe(true);
  expect(wasGivenStrange([{ likeness: 0.96 }, {}])).toBe(false);
  expect(wasGivenStrange([])).toBe(false);
});
