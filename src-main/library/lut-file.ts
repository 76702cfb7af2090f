import { open } from 'node:fs/promises';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { assertNever } from '../../src-shared/lib/assert-never.ts';
import { readCube } from '../../src-shared/timeline/cube-table.ts';
import { readFailure, shownName } from '../files/failures.ts';

/** A table of 65 x 65 x 65 colours, the largest in use, has 8 MB of text. */
const mostBytes = 32 * 1024 * 1024;

export function isLutName(path: string): boolean {
  return /\.cube$/i.test(path);
}

/**
 * Holds that a file is a colour table in three dimensions that can be read whole, before a grade relies on it.
 *
 * @throws AppError `input.file.*`
 */
export async function checkLut(path: string): Promise<void> {
  const name = shownName(path);
  let text: string;
  try {
    const handle = await open(path, 'r');
    try {
      if ((await handle.stat()).size > mostBytes)
        throw new AppError('input.file.tooLarge', `“${name}” is too large for a colour table.`);
      text = await handle.readFile('latin1');
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw readFailure(error, path);
  }
  const reading = readCube(text);
  if (reading.ok) return;
  switch (reading.fault) {
    case 'one-dimension':
      throw new AppError('input.file.format', `“${name}” is a table of one dimension.`, {
        hint: 'Use a .cube file with LUT_3D_SIZE.',
      });
    case 'line':
      throw new AppError('input.file.unreadable', `“${name}” has a line that is no colour.`);
    case 'not-whole':
      throw new AppError('input.file.unreadable', `“${name}” is no whole colour table.`, {
        hint: 'Export the .cube file again.',
      });
    default:
      assertNever(reading.fault);
  }
}
