import { dirname, join, resolve } from 'node:path';
import { writeFailure } from '../files/failures.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { partPathFor, sweepParts } from '../files/part-files.ts';

/** A hidden folder beside an output, for everything that is made on the way to it. */
export interface WorkFolder {
  /** Absolute path of the output. */
  readonly out: string;
  readonly folder: string;
  readonly at: (name: string) => string;
  /** Removes it with everything in it. Never throws. */
  readonly remove: () => Promise<void>;
}

/**
 * Makes the folder at once, so that an output that can't be written is refused before any work, and takes away what killed
 * programs left beside it.
 *
 * @throws AppError `output.unwritable`, `disk.full` or `disk.failed`
 */
export async function openWorkFolder(output: string): Promise<WorkFolder> {
  const out = resolve(output);
  await sweepParts(nodeVfs, dirname(out), Date.now());
  const folder = partPathFor(join(dirname(out), 'work'));
  try {
    // `makeFolder` makes missing parents too; a typing error in a path must not become a folder.
    await nodeVfs.stat(dirname(out));
    const standing = await nodeVfs.stat(out).catch(() => undefined);
    if (standing?.kind === 'folder') throw Object.assign(new Error('It is a folder.'), { code: 'EISDIR' });
    await nodeVfs.makeFolder(folder);
  } catch (error) {
    throw writeFailure(error, out);
  }
  return {
    out,
    folder,
    at: (name) => join(folder, name),
    async remove() {
      try {
        await nodeVfs.removeTree(folder);
      } catch {
        // Something still holds a file open; the sweep at the next start takes it.
      }
    },
  };
}
