import { stat } from 'node:fs/promises';
import type { Media, ProjectDocument } from '../../src-shared/project/schema.ts';
import { pathInProject } from '../projects/path-in-project.ts';

export interface OfflineMedia {
  readonly mediaId: Media['id'];
  /** `changed`: a file is there, but of another size. */
  readonly reason: 'missing' | 'changed';
}

/** Media of a project whose file is not the one that was taken in, by its presence and size; nothing is read. */
export async function offlineMedia(
  projectFolder: string,
  { media }: Pick<ProjectDocument, 'media'>,
): Promise<OfflineMedia[]> {
  const offline: OfflineMedia[] = [];
  for (const { id, file, bytes } of Object.values(media)) {
    const path = await pathInProject(projectFolder, file);
    const found = path === undefined ? undefined : await stat(path).catch(() => undefined);
    if (found?.isFile() !== true) offline.push({ mediaId: id, reason: 'missing' });
    else if (found.size !== bytes) offline.push({ mediaId: id, reason: 'changed' });
  }
  return offline;
}
