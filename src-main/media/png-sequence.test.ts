import { expect, test } from 'vitest';
import { isOfSequence, sequenceNames } from './png-sequence.ts';

test.each([1, 48, 12_000])('every name that %i pictures get is known as one of the sequence', (frames) => {
  for (const name of sequenceNames('/films/shot.png', frames)) {
    expect(isOfSequence(name, '/films/shot.png')).toBe(true);
  }
});

test.each([
  'shot-1.png',
  'other-0001.png',
  'shot-0001.jpg',
  'shot.png',
  'shot-0001a.png',
  'more/shot-0001.png',
])('%s is no name of the sequence', (name) => {
  expect(isOfSequence(`/films/${name}`, '/films/shot.png')).toBe(false);
});

test('a film has no sequence', () => {
  expect(isOfSequence('/films/shot-0001.mp4', '/films/shot.mp4')).toBe(false);
});
