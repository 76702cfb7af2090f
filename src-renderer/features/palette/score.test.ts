import { describe, expect, it } from 'vitest';
import { scoreMatch } from './score.ts';

function best(query: string, names: readonly string[]): string | undefined {
  return names
    .flatMap((name) => {
      const score = scoreMatch(query, name);
      return score === null ? [] : [{ name, score }];
    })
    .sort((a, b) => b.score - a.score)[0]?.name;
}

const names = [
  'Extend forward 2 s',
  'Extend backward 2 s',
  'Export timeline…',
  'Split at playhead',
  'Select all clips',
];

describe('the palette', () => {
  it.each([
    ['ef', 'Extend forward 2 s'],
    ['exp', 'Export timeline…'],
    ['split', 'Split at playhead'],
    ['eb2', 'Extend backward 2 s'],
    ['SELECT ALL', 'Select all clips'],
  ])('finds for %s: %s', (query, expected) => {
    expect(best(query, names)).toBe(expected);
  });

  it('finds nothing where the letters are not all there in order', () => {
    expect(scoreMatch('zzz', 'Split at playhead')).toBeNull();
    expect(scoreMatch('tilps', 'Split')).toBeNull();
  });
});
