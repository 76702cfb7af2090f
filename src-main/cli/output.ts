import { extname } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { shownName, writeFailure } from '../files/failures.ts';
import { partPathFor } from '../files/part-files.ts';
import type { Vfs } from '../files/vfs.ts';

export const outputEndings = ['.mp4', '.mov', '.webm', '.gif', '.png'] as const;

/**
 * Finds out before minutes of work whether the result could be written: a known ending, a folder that is there and takes
 * a new file, and no folder under that name. Leaves nothing behind.
 *
 * @throws AppError `output.format`, `output.unwritable` or `disk.*`
 */
export async function checkOutput(vfs: Vfs, path: string): Promise<void> {
  const ending = extname(path).toLowerCase();
  if (!outputEndings.some((known) => known === ending)) {
    throw new AppError('output.format', `“${shownName(path)}” does not say what kind of file to write.`, {
      hint: `Use a name that ends in ${outputEndings.join(', ')}.`,
    });
  }
  const standing = await vfs.stat(path).catch(() => undefined);
  if (standing?.kind === 'folder') {
    throw new AppError('output.unwritable', `“${shownName(path)}” can't be written: it is a folder.`, {
      hint: 'Choose another name.',
    });
  }
  const probe = partPathFor(path);
  try {
    const file = await vfs.open(probe, 'create');
    await file.close();
    await vfs.remove(probe);
  } catch (error) {
    throw writeFailure(error, path);
  }
}
