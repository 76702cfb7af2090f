import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCube, type CubeTable } from './cube-table.ts';

const rows = Array.from({ length: 8 }, (_, index) => `${index & 1} ${(index >> 1) & 1} ${index >> 2}`);

function tableOf(text: string): CubeTable {
  const reading = readCube(text);
  if (!reading.ok) throw new Error(reading.fault);
  return reading.table;
}

test('a table is read with red running fastest, past comments, titles and any ends of lines', () => {
  const table = tableOf(`# made by hand\r\nTITLE "Plain"\r\nLUT_3D_SIZE 2\r\n\r\n${rows.join('\r\n')}\r\n`);
  expect(table.size).toBe(2);
  expect(Array.from(table.values.subarray(3, 6))).toEqual([1, 0, 0]);
  expect(Array.from(table.values.subarray(12, 15))).toEqual([0, 0, 1]);
  expect(table.scale).toEqual([1, 1, 1]);
});

test('a wider domain spreads the table over it, as ffmpeg does', () => {
  const table = tableOf(`LUT_3D_SIZE 2\nDOMAIN_MIN 0 0 0\nDOMAIN_MAX 2 4 0.5\n${rows.join('\n')}`);
  expect(table.scale).toEqual([0.5, 0.25, 1]);
});

test.each([
  ['not-whole', 'no size', rows.join('\n')],
  ['not-whole', 'nothing', ''],
  ['one-dimension', 'one dimension', 'LUT_1D_SIZE 2\n0 0 0\n1 1 1'],
  ['not-whole', 'a row too few', `LUT_3D_SIZE 2\n${rows.slice(1).join('\n')}`],
  ['not-whole', 'a row too many', `LUT_3D_SIZE 2\n${rows.join('\n')}\n0 0 0`],
  ['line', 'words for numbers', `LUT_3D_SIZE 2\n${rows.slice(1).join('\n')}\na b c`],
  ['line', 'two numbers', `LUT_3D_SIZE 2\n${rows.slice(1).join('\n')}\n0 1`],
  ['not-whole', 'a size beyond all reason', 'LUT_3D_SIZE 100000\n0 0 0'],
])('what is no whole table is refused as %s: %s', (fault, _, text) => {
  expect(readCube(text)).toEqual({ ok: false, fault });
});

test('what was written is read, whatever the size', () => {
  const tables = fc.integer({ min: 2, max: 6 }).chain((size) =>
    fc.tuple(
      fc.constant(size),
      fc.array(fc.float({ min: 0, max: 1, noNaN: true }), {
        minLength: size ** 3 * 3,
        maxLength: size ** 3 * 3,
      }),
    ),
  );
  fc.assert(
    fc.property(tables, ([size, values]) => {
      const lines = Array.from({ length: size ** 3 }, (_, row) =>
        values.slice(row * 3, row * 3 + 3).join(' '),
      );
      expect([...tableOf(`LUT_3D_SIZE ${size}\n${lines.join('\n')}\n`).values]).toEqual(
        values.map((value) => Math.fround(value)),
      );
    }),
    { numRuns: 40 },
  );
});
