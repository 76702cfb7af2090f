import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRange } from './byte-range.ts';

test('the three forms of a range are read against the size of the file', () => {
  expect(readRange('bytes=0-', 100)).toEqual({ kind: 'part', first: 0, last: 99 });
  expect(readRange('bytes=10-19', 100)).toEqual({ kind: 'part', first: 10, last: 19 });
  expect(readRange('bytes=-30', 100)).toEqual({ kind: 'part', first: 70, last: 99 });
  expect(readRange('bytes=90-500', 100)).toEqual({ kind: 'part', first: 90, last: 99 });
  expect(readRange('bytes=-500', 100)).toEqual({ kind: 'part', first: 0, last: 99 });
});

test('a range that begins behind the end can not be satisfied', () => {
  expect(readRange('bytes=100-', 100)).toEqual({ kind: 'unsatisfiable' });
  expect(readRange('bytes=-0', 100)).toEqual({ kind: 'unsatisfiable' });
  expect(readRange('bytes=0-', 0)).toEqual({ kind: 'unsatisfiable' });
});

test('what is not one byte range is answered with the whole file', () => {
  for (const header of [
    null,
    '',
    'bytes=',
    'bytes=-',
    'bytes=a-b',
    'bytes=0-1,5-6',
    'items=0-1',
    'bytes=9-3',
  ]) {
    expect(readRange(header, 100)).toEqual({ kind: 'whole' });
  }
});

test('a part always lies inside the file', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), fc.nat(), fc.nat({ max: 5000 }), (junk, from, to, bytes) => {
      for (const header of [junk, `bytes=${from}-${to}`, `bytes=${from}-`, `bytes=-${to}`]) {
        const range = readRange(header, bytes);
        if (range.kind !== 'part') continue;
        expect(range.first).toBeGreaterThanOrEqual(0);
        expect(range.last).toBeGreaterThanOrEqual(range.first);
        expect(range.last).toBeLessThan(bytes);
      }
    }),
  );
});
