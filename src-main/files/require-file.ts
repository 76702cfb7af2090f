import { stat } from 'node:fs/promises';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { readFailure, shownName } from './failures.ts';

/**
 * Refuses what is no ordinary file before it is opened: a device never ends, and a pipe without a writer waits for ever.
 *
 * @throws AppError `input.file.missing`, `input.file.unreadable` or `disk.failed`
 */
export async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw readFailure(error, path);
  });
  if (found.isFile()) return;
  throw new AppError(
    'input.file.unreadable',
    `“${shownName(path)}” is ${found.isDirectory() ? 'a folder, not a file' : 'not a file'}.`,
  );
}
