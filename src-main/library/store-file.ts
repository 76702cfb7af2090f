import { basename, join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { commitPart, discardPart } from '../files/atomic-write.ts';
import { shownName, systemCodeOf, writeFailure } from '../files/failures.ts';
import { makeFolderInside } from '../files/inside.ts';
import { partPathFor } from '../files/part-files.ts';
import type { Vfs } from '../files/vfs.ts';
import { copyHashed } from './copy-hashed.ts';

export interface Storage {
  readonly vfs: Vfs;
  /** The project's folder, absolute. */
  readonly root: string;
  readonly home: 'media' | 'takes';
  /** Ending of the stored file's name, without the dot. */
  readonly ending: string;
}

export interface StoredFile<Checked> {
  readonly sha256: string;
  readonly bytes: number;
  /** The beginning of the hash, by which everything about these contents is named. */
  readonly stem: string;
  /** Inside the project, `/`-separated. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  readonly checked: Checked;
}

async function bytesAt(vfs: Vfs, path: string): Promise<number | undefined> {
  try {
    return (await vfs.stat(path)).bytes;
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw writeFailure(error, path);
  }
}

/**
 * Copies a file into a project under the name of its contents; contents that are there already are not stored twice, a file
 * of that name with another size is replaced. On any failure nothing is left.
 *
 * @param bytes the size it had when it was looked at
 * @param check looks at the copy before it gets its name: the person's file may have changed between the look and the copy
 * @throws AppError `input.file.*`, `disk.*`, `output.unwritable`, `cancelled`
 */
export async function storeFile<Checked>(
  { vfs, root, home, ending }: Storage,
  from: string,
  bytes: number,
  check: (part: string) => Promise<Checked>,
  signal: AbortSignal,
): Promise<StoredFile<Checked>> {
  const folder = await makeFolderInside(vfs, root, [home]);
  const part = partPathFor(join(folder, `file.${ending}`));
  const copy = await copyHashed(vfs, from, part, join(folder, basename(from)), signal);
  const stem = copy.sha256.slice(0, 24);
  const path = join(folder, `${stem}.${ending}`);
  try {
    const checked = await check(part);
    if (copy.bytes !== bytes)
      throw new AppError('input.file.unreadable', `“${shownName(from)}” changed while it was copied.`, {
        hint: 'Try again when nothing writes to it any more.',
        retryable: true,
      });
    if ((await bytesAt(vfs, path)) === bytes) await discardPart(vfs, part);
    else await commitPart(vfs, part, path);
    return { ...copy, stem, file: `${home}/${stem}.${ending}`, path, checked };
  } catch (error) {
    await discardPart(vfs, part);
    throw error;
  }
}
