import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { ProjectDocument } from '../../src-shared/project/schema.ts';
import { shownName, systemCodeOf, writeFailure } from '../files/failures.ts';
import type { Vfs } from '../files/vfs.ts';
import { createProjectFolder } from './session.ts';
import { projectPaths } from './folder.ts';

async function copyTree(from: string, to: string, signal: AbortSignal): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    signal.throwIfAborted();
    // A link could point anywhere; what we put into a project is never one.
    if (entry.isDirectory()) await copyTree(join(from, entry.name), join(to, entry.name), signal);
    if (entry.isFile() && !entry.name.startsWith('.kinoloom-')) {
      // A clone where the disk can (APFS, Btrfs, XFS): a large library costs no time and no space.
      await copyFile(join(from, entry.name), join(to, entry.name), constants.COPYFILE_FICLONE);
    }
  }
}

async function isReplaceable(vfs: Vfs, folder: string): Promise<boolean> {
  try {
    if ((await lstat(folder)).isDirectory()) {
      const names = await vfs.list(folder);
      return names.length === 0 || names.includes('project.json');
    }
    return false;
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return true;
    throw error;
  }
}

/**
 * Makes a whole project at `to` out of the media in `from` and a document; it appears at once, complete. A project that
 * stood at `to` is replaced (the dialog asked), anything else there is not touched.
 *
 * @throws AppError `output.unwritable` or `disk.*`; `to` is then as it was.
 */
export async function copyProject(
  vfs: Vfs,
  from: string,
  to: string,
  document: () => ProjectDocument,
  signal: AbortSignal,
): Promise<void> {
  const tag = randomBytes(6).toString('hex');
  const fresh = join(dirname(to), `.kinoloom-${tag}.copy`);
  const replaced = join(dirname(to), `.kinoloom-${tag}.old`);
  try {
    if (!(await isReplaceable(vfs, to))) {
      throw new AppError('output.unwritable', `“${shownName(to)}” exists and is not a Kinoloom project.`, {
        hint: 'Choose another name.',
      });
    }
    for (const part of [projectPaths.media, projectPaths.takes, projectPaths.cache]) {
      await copyTree(part(from), part(fresh), signal);
    }
    await createProjectFolder(vfs, fresh, document());
    const existed = await rename(to, replaced).then(
      () => true,
      (error: unknown) => {
        if (systemCodeOf(error) === 'ENOENT') return false;
        throw error;
      },
    );
    try {
      await rename(fresh, to);
    } catch (error) {
      if (existed) await rename(replaced, to);
      throw error;
    }
    await vfs.syncFolder(dirname(to));
    if (existed) await rm(replaced, { recursive: true, force: true });
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw writeFailure(error, to);
  }
}
