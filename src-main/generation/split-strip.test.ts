import { expect, test } from 'vitest';
import { splitStrip } from './split-strip.ts';

test('pictures that lie side by side come apart in order', () => {
  // Two pictures of 2 x 2: every pixel of the first is 1, of the second 2.
  const row = [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2];
  const [first, second] = splitStrip(new Uint8Array([...row, ...row]), { width: 2, height: 2 }, 2);
  expect(first).toEqual(new Uint8Array(12).fill(1));
  expect(second).toEqual(new Uint8Array(12).fill(2));
});

test('a strip of another size is a defect', () => {
  expect(() => splitStrip(new Uint8Array(5), { width: 2, height: 2 }, 1)).toThrow(RangeError);
});
