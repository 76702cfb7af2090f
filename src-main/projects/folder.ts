import { basename, dirname, join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { systemCodeOf, shownName } from '../files/failures.ts';
import type { Vfs } from '../files/vfs.ts';

export const projectEnding = '.kinoloom';

/** Where things lie inside `Name.kinoloom/`. */
export const projectPaths = {
  snapshot: (folder: string) => join(folder, 'project.json'),
  journal: (folder: string) => join(folder, 'journal.log'),
  history: (folder: string) => join(folder, 'history'),
  media: (folder: string) => join(folder, 'media'),
  takes: (folder: string) => join(folder, 'takes'),
  cache: (folder: string) => join(folder, 'cache'),
};

/** The name a person gave: the folder's without its ending. */
export function projectNameOf(folder: string): string {
  const name = basename(folder);
  return name.endsWith(projectEnding) ? name.slice(0, -projectEnding.length) || 'Untitled' : name;
}

/** Adds `.kinoloom` where it is missing. */
export function withProjectEnding(path: string): string {
  return path.endsWith(projectEnding) ? path : `${path}${projectEnding}`;
}

/**
 * What a person may name when they mean a project: its folder, or the `project.json` in it.
 *
 * @throws AppError `input.file.missing` or `project.unreadable`
 */
export async function findProjectFolder(vfs: Vfs, path: string): Promise<string> {
  try {
    const real = await vfs.realPath(path);
    const { kind } = await vfs.stat(real);
    if (kind === 'folder') return real;
    if (kind === 'file' && basename(real) === 'project.json') return dirname(real);
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') {
      throw new AppError('input.file.missing', `There is no project “${shownName(path)}”.`, {
        hint: 'Check the path.',
        cause: error,
      });
    }
    throw new AppError('project.unreadable', `The project “${shownName(path)}” can't be read.`, {
      cause: error,
    });
  }
  throw new AppError('project.unreadable', `“${shownName(path)}” is not a Kinoloom project.`, {
    hint: 'A project is a folder whose name ends in .kinoloom.',
  });
}

/**
 * Holds that the parts of a project are real files and folders: a project that came from somewhere else may bring links, and
 * what is read or written through one lies outside.
 *
 * @throws AppError `project.invalid` naming the link
 */
export async function refuseLinks(vfs: Vfs, folder: string): Promise<void> {
  for (const part of Object.values(projectPaths)) {
    const path = part(folder);
    if (!(await vfs.isLink(path))) continue;
    throw new AppError(
      'project.invalid',
      `The project “${shownName(folder)}” was not opened: its “${basename(path)}” is a link to another place.`,
      { hint: 'Put the real file or folder there, then open the project again.' },
    );
  }
}

/** Makes the empty folders of a project; no error where they exist. */
export async function makeProjectFolders(vfs: Vfs, folder: string): Promise<void> {
  await vfs.makeFolder(projectPaths.history(folder));
  await vfs.makeFolder(projectPaths.media(folder));
  await vfs.makeFolder(projectPaths.takes(folder));
  await vfs.makeFolder(projectPaths.cache(folder));
}
