import type { z } from 'zod';
import { AppError, toErrorData } from '../../src-shared/errors/app-error.ts';
import type { RelinkReport, calls } from '../../src-shared/ipc/contract.ts';
import { mediaSchema } from '../../src-shared/project/schema.ts';
import type { Media } from '../../src-shared/project/schema.ts';
import { shownName } from '../files/failures.ts';
import { filmstripFile } from '../library/filmstrip.ts';
import type { Filmstrip } from '../library/filmstrip.ts';
import type { MediaPreviews } from '../library/media-previews.ts';
import { offlineMedia } from '../library/offline.ts';
import type { OfflineMedia } from '../library/offline.ts';
import { withPastedFiles } from '../library/pasted-files.ts';
import type { Peaks } from '../library/peaks-format.ts';
import { reelRange } from '../library/reel-file.ts';
import type { ReelRange } from '../library/reel-file.ts';
import type { Relinking } from '../library/relink.ts';
import type { Logger } from '../log/logger.ts';
import { pathInProject } from './path-in-project.ts';
import type { OpenProject, Projects } from './projects.ts';

type MediaChange = z.output<(typeof calls)['library.update']['input']>;

export interface ProjectLibrary {
  /**
   * Copies files into the project, one after another; what could be read is in the library even when others could not.
   * Contents that are in the library already keep their entry as it is.
   *
   * @throws AppError for the files that could not be imported, as one sentence
   */
  importFiles(project: OpenProject, paths: readonly string[], signal: AbortSignal): Promise<Media[]>;
  /** The same for pictures that are no files yet. @throws AppError as `importFiles`, and `input.file.tooLarge` */
  importPasted(project: OpenProject, pictures: readonly Uint8Array[], signal: AbortSignal): Promise<Media[]>;
  /** What the person says about it; null takes it away, what is absent stays. */
  update(change: MediaChange): Promise<Media>;
  /** Small pictures of a file of the shown project. @throws AppError `input.file.*`, `disk.*`, `ffmpeg.*` */
  filmstrip(id: Media['id']): Promise<Filmstrip>;
  /**
   * Makes the pictures for scrubbing around a frame of a film, and says which.
   *
   * @throws AppError `input.file.*`, `input.clip.tooShort`, `disk.*`, `ffmpeg.*`
   */
  scrubReel(id: Media['id'], frame: number): Promise<ReelRange>;
  /** What is drawn of its sound. @throws AppError `input.file.*`, `disk.*`, `ffmpeg.*` */
  peaks(id: Media['id']): Promise<Peaks>;
  /** Media of the shown project whose file is gone or another. */
  offline(): Promise<OfflineMedia[]>;
  /** Looks for them in files and folders. @throws AppError as `relinkMedia` */
  relink(paths: readonly string[], signal: AbortSignal): Promise<RelinkReport>;
  /**
   * Path of a file of the shown project: what is played (`play`), the file itself (`original`), its small pictures
   * (`filmstrip`), the reel with a frame (`scrub`).
   */
  readonly find: (id: string, variant: string, frame?: number) => Promise<string | undefined>;
}

export interface ProjectLibraryDeps {
  readonly projects: Projects;
  readonly log: Logger;
  readonly previews: MediaPreviews;
  /** Where what was pasted lies until it is in the library. */
  readonly scratch: string;
  readonly now: () => Date;
  readonly ingest: (path: string, projectFolder: string, signal: AbortSignal) => Promise<Media>;
  readonly relink: (
    project: OpenProject,
    paths: readonly string[],
    signal: AbortSignal,
  ) => Promise<Relinking>;
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

function mediaOf({ session }: OpenProject, id: string): Media | undefined {
  const found = Object.entries(session.document.media).find(([known]) => known === id);
  return found?.[1];
}

/** The library of whatever project is shown. */
export function createProjectLibrary({
  projects,
  log,
  previews,
  scratch,
  now,
  ingest,
  relink,
}: ProjectLibraryDeps): ProjectLibrary {
  const preparing = new WeakMap<OpenProject, Set<Media['id']>>();

  function known(id: string): Media {
    const media = mediaOf(projects.current, id);
    if (media !== undefined) return media;
    throw new AppError('input.file.missing', 'That is not in the library.');
  }

  /** The entry for contents that were taken in: the one that is there already, with what the person gave it. */
  async function entryFor(project: OpenProject, fresh: Media): Promise<Media> {
    const present = mediaOf(project, fresh.id);
    if (present?.sha256 !== fresh.sha256) return fresh;
    const isThere = (await pathInProject(project.session.folder, present.file)) !== undefined;
    return isThere ? present : { ...present, file: fresh.file };
  }

  /** What plays: the proxy; while it is made anew because someone emptied the cache, the file itself. */
  async function played(project: OpenProject, media: Media): Promise<string | undefined> {
    const { folder } = project.session;
    if (media.proxy === undefined) return pathInProject(folder, media.file);
    const proxy = await pathInProject(folder, media.proxy);
    if (proxy !== undefined) return proxy;
    prepare(project, media);
    return pathInProject(folder, media.file);
  }

  /** Makes a proxy while everything else goes on; the window says so, and plays it as soon as it is there. */
  function prepare(project: OpenProject, media: Media): void {
    const ids = preparing.get(project) ?? new Set();
    preparing.set(project, ids);
    if (ids.has(media.id)) return;
    ids.add(media.id);
    projects.announcePreparing(project, [...ids]);
    const release = projects.hold(project);
    previews
      .proxy(media, project.session.folder)
      .then(
        () => projects.announceMended(project, [mediaOf(project, media.id) ?? media]),
        (error: unknown) => log.warn('A proxy could not be made.', { name: media.name, error }),
      )
      .then(() => {
        ids.delete(media.id);
        projects.announcePreparing(project, [...ids]);
        return release();
      })
      .catch((error: unknown) => log.warn('A project could not be let go of.', { error }));
  }

  async function importFiles(
    project: OpenProject,
    paths: readonly string[],
    signal: AbortSignal,
  ): Promise<Media[]> {
    const release = projects.hold(project);
    const media: Media[] = [];
    const errors: unknown[] = [];
    try {
      for (const path of paths) {
        try {
          const one = await entryFor(project, await ingest(path, project.session.folder, signal));
          await projects.addMedia(project, [one]);
          if (
            one.proxy !== undefined &&
            (await pathInProject(project.session.folder, one.proxy)) === undefined
          )
            prepare(project, one);
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
  }

  return {
    importFiles,
    importPasted: (project, pictures, signal) =>
      withPastedFiles(scratch, pictures, now(), (paths) => importFiles(project, paths, signal)),
    async update({ mediaId, name, ...fields }) {
      const project = projects.current;
      const before = known(mediaId);
      const said = Object.entries({ name, ...fields }).filter(([, value]) => value !== undefined);
      const merged = Object.entries({ ...before, ...Object.fromEntries(said) });
      const after = mediaSchema.parse(Object.fromEntries(merged.filter(([, value]) => value !== null)));
      await projects.addMedia(project, [after]);
      return after;
    },
    filmstrip: async (id) => previews.filmstrip(known(id), projects.current.session.folder),
    async scrubReel(id, frame) {
      const media = known(id);
      if (media.kind !== 'video' || media.alpha === true)
        throw new AppError('input.file.format', `“${media.name}” is no film without gaps to see through.`);
      if (frame >= media.frames)
        throw new AppError('input.clip.tooShort', `“${media.name}” has ${media.frames} frames.`);
      await previews.reel(media, projects.current.session.folder, frame);
      return reelRange(media.frames, frame);
    },
    peaks: async (id) => previews.peaks(known(id), projects.current.session.folder),
    offline() {
      const { folder, document } = projects.current.session;
      return offlineMedia(folder, document);
    },
    async relink(paths, signal) {
      const project = projects.current;
      const release = projects.hold(project);
      try {
        const { relinked, missing, changed } = await relink(project, paths, signal);
        if (changed.length > 0) await projects.addMedia(project, changed);
        // Entries found by their contents did not change, but the window must look at their files again.
        const back = relinked.flatMap(({ mediaId }) => mediaOf(project, mediaId) ?? []);
        projects.announceMended(project, back);
        return { relinked: [...relinked], missing: [...missing] };
      } finally {
        await release();
      }
    },
    async find(id, variant, frame = 0) {
      const project = projects.current;
      const media = mediaOf(project, id);
      if (media === undefined) return undefined;
      const { folder } = project.session;
      switch (variant) {
        case 'play':
          return played(project, media);
        case 'original':
          return pathInProject(folder, media.file);
        case 'filmstrip':
          return pathInProject(folder, filmstripFile(media));
        case 'scrub':
          return previews.findReel(media, folder, frame);
        default:
          return undefined;
      }
    },
  };
}
