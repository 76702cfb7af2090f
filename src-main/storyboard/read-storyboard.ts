import { readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { readPlainText } from '../../src-shared/storyboard/plain-text.ts';
import { storyboardSchema, type Storyboard } from '../../src-shared/storyboard/schema.ts';
import { readFailure, shownName } from '../files/failures.ts';
import { readFountain } from './fountain.ts';

/** A list of shots is words; a film under the wrong name is not read into memory. */
const mostBytes = 2 * 1024 * 1024;

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  '.json': (text) => JSON.parse(text),
  '.fountain': readFountain,
  '.spmd': readFountain,
  '.txt': readPlainText,
  '.md': readPlainText,
};

/**
 * A list of shots from a file: `.json`, a Fountain screenplay (`.fountain`) or a plain list (`.txt`). Names of pictures in
 * it are made absolute.
 *
 * @throws AppError `input.file.*`, `input.option` with the first thing that is wrong in it
 */
export async function readStoryboard(file: string): Promise<Storyboard> {
  const path = resolve(file);
  const reader = readers[extname(path).toLowerCase()];
  if (reader === undefined) {
    throw new AppError('input.file.format', `“${shownName(path)}” is no kind of list we know.`, {
      hint: 'Use .json, .txt or .fountain.',
    });
  }
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw readFailure(error, path);
  }
  if (bytes.length > mostBytes) {
    throw new AppError('input.file.tooLarge', `“${shownName(path)}” is too long for a list of shots.`);
  }
  let found: unknown;
  try {
    found = reader(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new AppError(
      'input.file.unreadable',
      `“${shownName(path)}” could not be read as a list of shots.`,
      {
        cause: error,
      },
    );
  }
  const parsed = storyboardSchema.safeParse(found);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place =
      issue?.path.map((part) => (typeof part === 'number' ? part + 1 : String(part))).join(' ') ?? '';
    const noShots = place === 'shots' && issue?.code === 'too_small';
    throw new AppError(
      'input.option',
      noShots
        ? `“${shownName(path)}” has no shot in it.`
        : `“${shownName(path)}” is wrong${place === '' ? '' : ` at ${place}`}: ${(issue?.message ?? 'unknown').slice(0, 120)}.`,
      { cause: parsed.error },
    );
  }
  const beside = (name: string): string => resolve(dirname(path), name);
  return {
    ...parsed.data,
    shots: parsed.data.shots.map((shot) => ({
      ...shot,
      ...(shot.image === undefined ? {} : { image: beside(shot.image) }),
      ...(shot.last === undefined ? {} : { last: beside(shot.last) }),
    })),
  };
}
