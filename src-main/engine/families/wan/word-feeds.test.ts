import { expect, test } from 'vitest';
import { wordFeeds } from './word-feeds.ts';

const hidden = Float32Array.of(1, 2, 3, 4);

test('the rows a prompt is filled up with are sent once, with their number', () => {
  const { text, repeats } = wordFeeds(hidden, { length: 512, width: 2 });
  expect(text?.dims).toEqual([1, 3, 2]);
  expect([...(text?.data ?? [])]).toEqual([1, 2, 3, 4, 0, 0]);
  expect([...(repeats?.data ?? [])]).toEqual([1, 1, 510]);
});

test('a prompt of full length has none', () => {
  const { text, repeats } = wordFeeds(hidden, { length: 2, width: 2 });
  expect(text?.dims).toEqual([1, 2, 2]);
  expect([...(repeats?.data ?? [])]).toEqual([1, 1]);
});
