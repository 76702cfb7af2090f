import { join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { ProjectVersion } from '../../src-shared/ipc/contract.ts';
import { projectFileLimits } from '../../src-shared/project/hostile.ts';
import { parseProjectBytes } from '../../src-shared/project/parse.ts';
import type { ProjectDocument } from '../../src-shared/project/schema.ts';
import type { Vfs } from '../files/vfs.ts';
import { projectPaths } from './folder.ts';
import { versionsAmong } from './version-names.ts';

const ending = '.json';

/** Earlier states of a project, newest first. None where the folder can't be read. */
export async function listVersions(vfs: Vfs, folder: string): Promise<ProjectVersion[]> {
  const history = projectPaths.history(folder);
  const names = await vfs.list(history).catch(() => []);
  const versions: ProjectVersion[] = [];
  for (const { name, kind, revision, savedMs } of versionsAmong(names)) {
    const stat = await vfs.stat(join(history, name)).catch(() => undefined);
    if (stat?.kind !== 'file') continue;
    versions.push({
      id: name.slice(0, -ending.length),
      kind,
      savedAt: new Date(savedMs ?? stat.modifiedMs).toISOString(),
      revision,
      bytes: stat.bytes,
    });
  }
  return versions;
}

/**
 * The document of an earlier state, brought to the present format.
 *
 * @throws AppError `input.option` where there is no such version, `project.*` where it is damaged
 */
export async function readVersion(vfs: Vfs, folder: string, id: string): Promise<ProjectDocument> {
  const history = projectPaths.history(folder);
  const names = await vfs.list(history).catch(() => []);
  const found = versionsAmong(names).find(({ name }) => name === `${id}${ending}`);
  if (found === undefined || (await vfs.isLink(join(history, found.name)))) {
    throw new AppError('input.option', 'There is no such version of the project.', {
      hint: 'It may have been cleared away since; look at the list again.',
    });
  }
  let bytes: Uint8Array;
  try {
    const { bytes: size } = await vfs.stat(join(history, found.name));
    if (size > projectFileLimits.bytes) throw new RangeError('It is too large.');
    bytes = await vfs.readFile(join(history, found.name));
  } catch (error) {
    throw new AppError('project.unreadable', 'That version can’t be read.', { cause: error });
  }
  const document = parseProjectBytes(bytes);
  return { ...document, revision: found.revision };
}
