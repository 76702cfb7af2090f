import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { AppError, toErrorData } from '../../src-shared/errors/app-error.ts';
import type { Media } from '../../src-shared/project/schema.ts';
import { shownName } from '../files/failures.ts';
import type { Logger } from '../log/logger.ts';
import type { OpenProject, Projects } from './projects.ts';

export interface ProjectLibrary {
  /**
   * Copies files into the project, one after another; what could be read is in the library even when others could not.
   *
   * @throws AppError for the files that could not be imported, as one sentence
   */
  importFiles(project: OpenProject, paths: readonly string[], signal: AbortSignal): Promise<Media[]>;
  /** Path of a file of the shown project: what is played (`play`), the file itself (`original`). */
  readonly find: (id: string, variant: string) => Promise<string | undefined>;
}

export interface ProjectLibraryDeps {
  readonly projects: Projects;
  readonly log: Logger;
  readonly ingest: (path: string, projectFolder: string, signal: AbortSignal) => Promise<Media>;
}

/** The absolute path of a file that a document names, or undefined where it would lead out of the project. */
export async function pathInProject(folder: string, file: string): Promise<string | undefined> {
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, ...file.split('/')));
    return path.startsWith(root + sep) ? path : undefined;
  } catch {
    return undefined;
  }
}

function failure(paths: readonly string[], errors: readonly unknown[]): unknown {
  const [first] = errors;
  if (errors.length === 1) return first;
  const reasons = [...new Set(errors.map((error) => toErrorData(error).message))];
  return new AppError(
    'input.file.unreadable',
    `${errors.length} of ${paths.length} files could not be imported.`,
    {
      hint: reasons.slice(0, 3).join(' '),
      cause: first,
    },
  );
}

/** The library of whatever project is shown. */
export function createProjectLibrary({ projects, log, ingest }: ProjectLibraryDeps): ProjectLibrary {
  return {
    async importFiles(project, paths, signal) {
      const release = projects.hold(project);
      const media: Media[] = [];
      const errors: unknown[] = [];
      try {
        for (const path of paths) {
          try {
            const one = await ingest(path, project.session.folder, signal);
            await projects.addMedia(project, [one]);
            media.push(one);
          } catch (error) {
            if (signal.aborted) throw error;
            log.warn('A file could not be imported.', { name: shownName(path), error });
            errors.push(error);
          }
        }
      } finally {
        await release();
      }
      if (errors.length > 0) throw failure(paths, errors);
      return media;
    },
    async find(id, variant) {
      const { session } = projects.current;
      const media = Object.values(session.document.media).find((candidate) => candidate.id === id);
      if (media === undefined) return undefined;
      if (variant === 'play') return pathInProject(session.folder, media.proxy ?? media.file);
      return variant === 'original' ? pathInProject(session.folder, media.file) : undefined;
    },
  };
}
