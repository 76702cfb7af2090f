import { expect, test } from 'vitest';
import { askedParts } from './asked-parts.mjs';

const all = ['engine', 'launch', 'scrub'] as const;

test('all parts are measured where none is named, and those that are in the benchmark’s own order', () => {
  expect(askedParts(undefined, all)).toEqual(all);
  expect(askedParts('scrub,engine', all)).toEqual(['engine', 'scrub']);
});

test('a part that does not exist is refused with those that do', () => {
  expect(() => askedParts('scrub,window', all)).toThrow(
    'There is no part “window”; there are engine, launch, scrub.',
  );
});
