import { extname, resolve } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { shownName, writeFailure } from '../files/failures.ts';
import { partPathFor } from '../files/part-files.ts';
import type { Vfs } from '../files/vfs.ts';
import { requiredText, type CommandLine } from './arguments.ts';

export const outputEndings = ['.mp4', '.mov', '.webm', '.gif', '.png'] as const;

/**
 * The file that `-o` names. `clip.mp4/` means a folder to whoever types it, so it is not taken for a file.
 *
 * @throws AppError `usage`, `output.unwritable`
 */
export function outputOf(line: CommandLine): string {
  const written = requiredText(line, 'out', '-o OUT');
  if (/[\\/]$/.test(written)) throw folderRefusal(written);
  return resolve(written);
}

function folderRefusal(path: string): AppError {
  return new AppError('output.unwritable', `“${shownName(path)}” can't be written: it is a folder.`, {
    hint: 'Choose another name.',
  });
}

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
  if (standing?.kind === 'folder') throw folderRefusal(path);
  const probe = partPathFor(path);
  try {
    const file = await vfs.open(probe, 'create');
    await file.close();
    await vfs.remove(probe);
  } catch (error) {
    throw writeFailure(error, path);
  }
}
