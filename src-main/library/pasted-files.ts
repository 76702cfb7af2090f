import { rm, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { writeFailure } from '../files/failures.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { mediaLimits } from '../media/limits.ts';

/** `Pasted 2026-11-28 09.05.07`: what the library shows, and a file name everywhere. */
function nameAt(now: Date, index: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('.');
  return `Pasted ${day} ${time}${index === 0 ? '' : ` (${index + 1})`}`;
}

/**
 * Lends pictures that came as bytes the form of files, under names of our own, and takes them away again. What they are is
 * found out by whoever reads them.
 *
 * @throws AppError `input.file.tooLarge`, `disk.*`, and what `use` throws
 */
export async function withPastedFiles<Result>(
  scratch: string,
  pictures: readonly Uint8Array[],
  now: Date,
  use: (paths: readonly string[]) => Promise<Result>,
): Promise<Result> {
  if (pictures.some(({ length }) => length > mediaLimits.imageBytes))
    throw new AppError('input.file.tooLarge', 'What was pasted is too large for a picture.', {
      hint: 'Save it as a file and import that.',
    });
  const folder = await nodeVfs
    .makeFolder(scratch)
    .then(() => mkdtemp(join(scratch, 'pasted-')))
    .catch((error: unknown) => {
      throw writeFailure(error, scratch);
    });
  try {
    const paths: string[] = [];
    for (const [index, bytes] of pictures.entries()) {
      const path = join(folder, nameAt(now, index));
      await writeFile(path, bytes).catch((error: unknown) => {
        throw writeFailure(error, path);
      });
      paths.push(path);
    }
    return await use(paths);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
