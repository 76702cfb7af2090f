import { basename, join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Media, ProjectDocument } from '../../src-shared/project/schema.ts';
import { commitPart, discardPart } from '../files/atomic-write.ts';
import { makeFolderInside } from '../files/inside.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { partPathFor } from '../files/part-files.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import { copyHashed } from './copy-hashed.ts';
import { comparableName, filesBelow } from './find-media-file.ts';
import type { FoundFile } from './find-media-file.ts';
import { hashFile } from './hash-file.ts';
import { ingestFile } from './ingest-file.ts';
import { offlineMedia } from './offline.ts';

export interface Relinked {
  readonly mediaId: Media['id'];
  /** `hash`: the very same contents; `name`: another file of the same name and kind. */
  readonly by: 'hash' | 'name';
}

export interface Relinking {
  readonly relinked: readonly Relinked[];
  /** Still without a file. */
  readonly missing: readonly Media['id'][];
  /** Entries of the library that changed: those found by name. */
  readonly changed: readonly Media[];
}

/** Puts a found file with the very contents back to its place. False where they were others after all. */
async function putBack(
  media: Media,
  { path }: FoundFile,
  projectFolder: string,
  signal: AbortSignal,
): Promise<boolean> {
  const parts = media.file.split('/');
  const folder = await makeFolderInside(nodeVfs, projectFolder, parts.slice(0, -1));
  const target = join(folder, parts.at(-1) ?? '');
  const part = partPathFor(target);
  const { sha256 } = await copyHashed(nodeVfs, path, part, target, signal);
  if (sha256 !== media.sha256) {
    await discardPart(nodeVfs, part);
    return false;
  }
  await commitPart(nodeVfs, part, target);
  return true;
}

/** The same place in the library with the contents of another file; undefined where that can't stand in for it. */
async function replaceByName(
  tool: () => Promise<FfmpegTool>,
  media: Media,
  { path }: FoundFile,
  projectFolder: string,
  signal: AbortSignal,
): Promise<Media | undefined> {
  let fresh: Media;
  try {
    fresh = await ingestFile(await tool(), path, projectFolder, media.provenance, signal);
  } catch (error) {
    // Not a medium, or a damaged one: the search goes on with the next of that name.
    if (error instanceof AppError && error.code.startsWith('input.')) return undefined;
    throw error;
  }
  if (fresh.kind !== media.kind || (media.hasAudio && !fresh.hasAudio)) return undefined;
  const { proxy: _proxy, samples: _samples, ...kept } = media;
  return {
    ...kept,
    file: fresh.file,
    ...(fresh.proxy === undefined ? {} : { proxy: fresh.proxy }),
    sha256: fresh.sha256,
    bytes: fresh.bytes,
    width: fresh.width,
    height: fresh.height,
    frames: fresh.frames,
    rate: fresh.rate,
    ...(fresh.samples === undefined ? {} : { samples: fresh.samples }),
    hasAudio: fresh.hasAudio,
  };
}

/**
 * Looks below `paths` for the files of media that are offline: first by contents (only files of the right size are read),
 * then by name. What is found is copied into the project; the entries' ids stay, so every clip shows it again. A take is
 * found by its contents alone, because another film would not be what its recipe says.
 *
 * @throws AppError `disk.*`, `output.unwritable`, `ffmpeg.*`, `cancelled`
 */
export async function relinkMedia(
  tool: () => Promise<FfmpegTool>,
  document: Pick<ProjectDocument, 'media'>,
  projectFolder: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Relinking> {
  const byId = new Map(Object.values(document.media).map((media) => [media.id, media]));
  const offline = await offlineMedia(projectFolder, document);
  const wanted = offline.flatMap(({ mediaId }) => byId.get(mediaId) ?? []);
  const files = wanted.length === 0 ? [] : await filesBelow(paths, signal);
  const hashes = new Map<string, string>();
  const hashOf = async ({ path }: FoundFile): Promise<string> => {
    const known = hashes.get(path) ?? (await hashFile(path, signal));
    hashes.set(path, known);
    return known;
  };

  async function byContents(media: Media): Promise<boolean> {
    for (const file of files.filter(({ bytes }) => bytes === media.bytes)) {
      const hash = await hashOf(file).catch((error: unknown) => {
        if (signal.aborted) throw error;
        return '';
      });
      if (hash === media.sha256 && (await putBack(media, file, projectFolder, signal))) return true;
    }
    return false;
  }

  async function byName(media: Media): Promise<Media | undefined> {
    if (media.provenance.origin !== 'imported') return undefined;
    const names = new Set([comparableName(media.name), comparableName(basename(media.file))]);
    for (const file of files.filter(({ name }) => names.has(comparableName(name)))) {
      const replaced = await replaceByName(tool, media, file, projectFolder, signal);
      if (replaced !== undefined) return replaced;
    }
    return undefined;
  }

  const relinked: Relinked[] = [];
  const changed: Media[] = [];
  const missing: Media['id'][] = [];
  for (const media of wanted) {
    if (await byContents(media)) {
      relinked.push({ mediaId: media.id, by: 'hash' });
      continue;
    }
    const replaced = await byName(media);
    if (replaced === undefined) missing.push(media.id);
    else {
      relinked.push({ mediaId: media.id, by: 'name' });
      changed.push(replaced);
    }
  }
  return { relinked, missing, changed };
}
