import { AppError } from '../../src-shared/errors/app-error.ts';
import type { GenerationRequest } from '../../src-shared/generation/request.ts';
import { sourceUses } from '../../src-shared/generation/source-uses.ts';
import type { MediaId } from '../../src-shared/lib/ids.ts';
import { pathInProject } from '../projects/path-in-project.ts';
import type { OpenProject } from '../projects/projects.ts';

/**
 * The files a request is made from, looked up in the project's library.
 *
 * @throws AppError `input.file.missing`
 */
export async function sourcePaths(
  project: OpenProject,
  request: GenerationRequest,
): Promise<ReadonlyMap<MediaId, string>> {
  const paths = new Map<MediaId, string>();
  for (const { mediaId } of sourceUses(request)) {
    const media = project.session.document.media[mediaId];
    const path = media === undefined ? undefined : await pathInProject(project.session.folder, media.file);
    if (path === undefined) {
      throw new AppError('input.file.missing', 'What this was to be made from is not in the project.', {
        hint: 'Import it again, or make the shots first that it goes on from.',
      });
    }
    paths.set(mediaId, path);
  }
  return paths;
}
