import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Media } from '../../src-shared/project/schema.ts';
import { pathInProject } from '../projects/path-in-project.ts';

/**
 * The absolute path of a medium's file.
 *
 * @throws AppError `input.file.missing` where it is gone, or leads out of the project
 */
export async function mediaFile(projectFolder: string, media: Pick<Media, 'file' | 'name'>): Promise<string> {
  const path = await pathInProject(projectFolder, media.file);
  if (path !== undefined) return path;
  throw new AppError('input.file.missing', `“${media.name}” is missing from the project.`, {
    hint: 'Relink it in the library, or import it again.',
  });
}
