import { expect, test } from 'vitest';
import { madeSize } from './made-size.ts';

const visible = { width: 224, height: 126 };

test('a decoded picture has the visible size, a finished one a multiple of it', () => {
  expect(madeSize(224 * 126 * 3, visible)).toEqual(visible);
  expect(madeSize(896 * 504 * 3, visible)).toEqual({ width: 896, height: 504 });
});

test('anything else is the pack’s fault', () => {
  expect(() => madeSize(224 * 126 * 3 + 3, visible)).toThrow(expect.objectContaining({ code: 'pack.graph' }));
  expect(() => madeSize(112 * 63 * 3, visible)).toThrow(expect.objectContaining({ code: 'pack.graph' }));
});
