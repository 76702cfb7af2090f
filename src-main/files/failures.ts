import { basename, dirname } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';

/** The system's name of an error (`ENOSPC`, `EACCES`, …), or an empty string. */
export function systemCodeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Control characters of a hostile file name never reach a terminal or a window. */
export function shownName(path: string): string {
  const name = basename(path).replaceAll(/[\p{Cc}\p{Cf}]/gu, '\u{FFFD}');
  return name.length > 80 ? `${name.slice(0, 60)}…${name.slice(-16)}` : name;
}

/** Why writing `path` failed, as one sentence: `disk.full`, `output.unwritable` or `disk.failed`. */
export function writeFailure(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  const name = shownName(path);
  const code = systemCodeOf(error);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('disk.full', `The disk is full: “${name}” could not be written.`, {
        hint: 'Free some space or choose another disk, then try again.',
        cause: error,
        retryable: true,
      });
    case 'EFBIG':
      return new AppError('disk.full', `“${name}” is larger than this disk allows for one file.`, {
        hint: 'Choose another disk.',
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
      return new AppError('output.unwritable', `There is no permission to write “${name}”.`, {
        hint: 'Choose another folder.',
        cause: error,
      });
    case 'EROFS':
      return new AppError('output.unwritable', `“${name}” can't be written: the disk is read-only.`, {
        hint: 'Choose another disk.',
        cause: error,
      });
    case 'ENOENT':
    case 'ENOTDIR':
      return new AppError(
        'output.unwritable',
        `“${name}” can't be written: there is no folder “${shownName(dirname(path))}”.`,
        { hint: 'Choose a folder that exists.', cause: error },
      );
    case 'EISDIR':
      return new AppError('output.unwritable', `“${name}” can't be written: it is a folder.`, {
        hint: 'Choose another name.',
        cause: error,
      });
    case 'ENAMETOOLONG':
      return new AppError('output.unwritable', `“${name}” can't be written: the name is too long.`, {
        hint: 'Choose a shorter name.',
        cause: error,
      });
    default:
      return new AppError('disk.failed', `“${name}” could not be written.`, {
        hint: 'Check the disk, then try again.',
        cause: error,
        retryable: true,
      });
  }
}

/** Why reading `path` failed, as one sentence: `input.file.missing`, `input.file.unreadable` or `disk.failed`. */
export function readFailure(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  const name = shownName(path);
  const code = systemCodeOf(error);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
      return new AppError('input.file.missing', `There is no file “${name}”.`, {
        hint: 'Check the path.',
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
      return new AppError('input.file.unreadable', `There is no permission to read “${name}”.`, {
        cause: error,
      });
    case 'EISDIR':
      return new AppError('input.file.unreadable', `“${name}” is a folder, not a file.`, { cause: error });
    default:
      return new AppError('disk.failed', `“${name}” could not be read.`, {
        hint: 'Check the disk, then try again.',
        cause: error,
        retryable: true,
      });
  }
}
