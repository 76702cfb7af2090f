import { join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { writeFailure } from './failures.ts';
import type { Vfs } from './vfs.ts';

/**
 * Makes the folder `root/…parts` level by level and holds that each level really lies where its name says: a project that
 * came from somewhere else may bring links, and what is written through one would land outside.
 *
 * @throws AppError `project.invalid` where a level is a link, `disk.*` or `output.unwritable`
 * @returns the folder's real path
 */
export async function makeFolderInside(vfs: Vfs, root: string, parts: readonly string[]): Promise<string> {
  let at: string;
  try {
    await vfs.makeFolder(root);
    at = await vfs.realPath(root);
    for (const part of parts) {
      const next = join(at, part);
      await vfs.makeFolder(next);
      if ((await vfs.realPath(next)) !== next) {
        throw new AppError('project.invalid', `“${part}” in the project is a link to another place.`, {
          hint: 'Put a real folder there, then open the project again.',
        });
      }
      at = next;
    }
  } catch (error) {
    throw writeFailure(error, join(root, ...parts));
  }
  return at;
}
