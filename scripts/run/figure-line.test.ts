import { expect, test } from 'vitest';
import { figureLine } from './figure-line.mjs';

test('a figure says its target and whether it was met, and nothing where there is none', () => {
  const base = { name: 'joins', value: 1.2345, unit: 'x' };
  expect(figureLine(base).replaceAll(/ +/g, ' ')).toBe('joins 1.23 x');
  const judged = figureLine({ ...base, count: 4, target: { from: 0.7, to: 1.3 }, met: true });
  expect(judged.replaceAll(/ +/g, ' ')).toBe('joins 1.23 x (4) ok (0.7 to 1.3)');
  expect(figureLine({ ...base, value: 1234.5, target: { atMost: 3 }, met: false })).toContain(
    'MISSED (at most 3)',
  );
});
