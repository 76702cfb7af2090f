import { expect, test } from 'vitest';
import { readCube } from './cube-table.ts';

const rows = Array.from({ length: 8 }, (_, index) => `${index & 1} ${(index >> 1) & 1} ${index >> 2}`);

test('a table is read with red running fastest, past comments, titles and any ends of lines', () => {
  const table = readCube(`# made by hand\r\nTITLE "Plain"\r\nLUT_3D_SIZE 2\r\n\r\n${rows.join('\r\n')}\r\n`);
  expect(table?.size).toBe(2);
  expect([...(table?.values.slice(3, 6) ?? [])]).toEqual([1, 0, 0]);
  expect([...(table?.values.slice(12, 15) ?? [])]).toEqual([0, 0, 1]);
  expect(table?.scale).toEqual([1, 1, 1]);
});

test('a wider domain spreads the table over it, as ffmpeg does', () => {
  const table = readCube(`LUT_3D_SIZE 2\nDOMAIN_MIN 0 0 0\nDOMAIN_MAX 2 4 0.5\n${rows.join('\n')}`);
  expect(table?.scale).toEqual([0.5, 0.25, 1]);
});

test.each([
  ['no size', rows.join('\n')],
  ['one dimension', 'LUT_1D_SIZE 2\n0 0 0\n1 1 1'],
  ['a row too few', `LUT_3D_SIZE 2\n${rows.slice(1).join('\n')}`],
  ['a row too many', `LUT_3D_SIZE 2\n${rows.join('\n')}\n0 0 0`],
  ['words for numbers', `LUT_3D_SIZE 2\n${rows.slice(1).join('\n')}\na b c`],
  ['a size beyond all reason', 'LUT_3D_SIZE 100000\n0 0 0'],
])('what is no whole table is refused: %s', (_, text) => {
  expect(readCube(text)).toBeNull();
});
