import { open } from 'node:fs/promises';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { readFailure, shownName } from '../files/failures.ts';

/** A table of 65 x 65 x 65 colours, the largest in use, has 8 MB of text. */
const mostBytes = 32 * 1024 * 1024;
const mostSize = 129;

export function isLutName(path: string): boolean {
  return /\.cube$/i.test(path);
}

/**
 * Holds that a file is a colour table in three dimensions (Adobe, "Cube LUT Specification", 1.0) whose every line can be read,
 * before a grade relies on it.
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
  let size = 0;
  let rows = 0;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const words = line.trim().split(/\s+/);
    const [first = ''] = words;
    if (first === '' || first.startsWith('#')) continue;
    if (first === 'LUT_3D_SIZE') size = Number(words[1]);
    else if (/^[A-Z]/.test(first)) {
      if (first === 'LUT_1D_SIZE')
        throw new AppError('input.file.format', `“${name}” is a table of one dimension.`, {
          hint: 'Use a .cube file with LUT_3D_SIZE.',
        });
    } else if (words.length === 3 && words.every((word) => Number.isFinite(Number(word)))) rows += 1;
    else throw new AppError('input.file.unreadable', `“${name}” has a line that is no colour.`);
  }
  if (!Number.isInteger(size) || size < 2 || size > mostSize || rows !== size ** 3) {
    throw new AppError('input.file.unreadable', `“${name}” is no whole colour table.`, {
      hint: 'Export the .cube file again.',
    });
  }
}
