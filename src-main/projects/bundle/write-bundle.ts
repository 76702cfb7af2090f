import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stat } from 'node:fs/promises';
import { ZipFile } from 'yazl';
import { AppError, cancelledError } from '../../../src-shared/errors/app-error.ts';
import type { Media, ProjectDocument } from '../../../src-shared/project/schema.ts';
import { serialiseProject } from '../../../src-shared/project/serialise.ts';
import { usedMedia } from '../../../src-shared/project/used-media.ts';
import { commitPart, discardPart } from '../../files/atomic-write.ts';
import { shownName, writeFailure } from '../../files/failures.ts';
import { nodeVfs } from '../../files/node-vfs.ts';
import { partPathFor } from '../../files/part-files.ts';
import { projectEnding } from '../folder.ts';
import { pathInProject } from '../path-in-project.ts';

/** What goes into a bundle. */
export interface BundledProject {
  readonly folder: string;
  /** What the folder in the bundle is called, without ending. */
  readonly name: string;
  readonly document: ProjectDocument;
}

export interface BundleOptions {
  /** `used`: only what the timeline needs; `all`: the whole library. */
  readonly media: 'used' | 'all';
}

export interface ZipOptions {
  /** Every record in the form for more than 4 GiB and 65,535 files, where it isn't needed too. */
  readonly zip64?: boolean;
}

export interface WrittenBundle {
  /** Files in it. */
  readonly files: number;
  readonly bytes: number;
}

/** The document as it stands in the bundle: the library is what goes along. */
function bundledDocument(document: ProjectDocument, { media: which }: BundleOptions): ProjectDocument {
  if (which === 'all') return { ...document, revision: 0 };
  const kept = new Map(usedMedia(document).map((media) => [media.id, media]));
  return {
    ...document,
    revision: 0,
    media: Object.fromEntries(Object.entries(document.media).filter(([, { id }]) => kept.has(id))),
    results: Object.fromEntries(Object.entries(document.results).filter(([, id]) => kept.has(id))),
  };
}

interface BundledFile {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  /** What its contents must be; of a proxy it is not known. */
  readonly sha256?: string;
}

function missing(media: Media): AppError {
  return new AppError('input.file.missing', `“${media.name}” is missing from the project.`, {
    hint: 'Relink it, or bundle only what the timeline uses.',
  });
}

async function filesOf(folder: string, document: ProjectDocument): Promise<BundledFile[]> {
  const files = new Map<string, BundledFile>();
  for (const media of Object.values(document.media)) {
    const path = await pathInProject(folder, media.file);
    const found = path === undefined ? undefined : await stat(path);
    if (path === undefined || found?.isFile() !== true || found.size !== media.bytes) throw missing(media);
    files.set(media.file, { path, name: media.file, bytes: found.size, sha256: media.sha256 });
    // A proxy can be made anew; where it is there it goes along, so that the film plays at once.
    const proxy = media.proxy === undefined ? undefined : await pathInProject(folder, media.proxy);
    if (proxy !== undefined && media.proxy !== undefined)
      files.set(media.proxy, { path: proxy, name: media.proxy, bytes: (await stat(proxy)).size });
  }
  return [...files.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The contents of a file; fails at their end where they are not what the library says. */
function verified({ path, sha256 }: BundledFile): Readable {
  const hash = createHash('sha256');
  const through = new PassThrough({
    transform(piece: Uint8Array, _encoding, done) {
      hash.update(piece);
      done(null, piece);
    },
    flush(done) {
      const isRight = sha256 === undefined || hash.digest('hex') === sha256;
      const changed = `“${shownName(path)}” is not the file it was when it was imported.`;
      done(isRight ? null : new AppError('input.file.unreadable', changed, { hint: 'Relink it first.' }));
    },
  });
  const source = createReadStream(path, { highWaterMark: 1024 * 1024 });
  source.on('error', (error) => through.destroy(error));
  through.on('close', () => source.destroy());
  return source.pipe(through);
}

/**
 * Writes a project into one `.kinoloomz`: a zip (zip64 where it grows beyond 4 GiB) with a folder `Name.kinoloom` in it, so that
 * any unpacker gives a project that opens. Media are stored as they are and held against their hashes on the way; nothing is
 * ever whole in memory. The file appears at its end, or not at all.
 *
 * @throws AppError `input.file.*` (media missing or changed), `disk.*`, `output.unwritable`, `cancelled`
 */
export async function writeBundle(
  { folder, name, document }: BundledProject,
  out: string,
  options: BundleOptions,
  signal: AbortSignal,
  { zip64 = false }: ZipOptions = {},
): Promise<WrittenBundle> {
  const bundled = bundledDocument(document, options);
  const files = await filesOf(folder, bundled);
  const root = `${name}${projectEnding}`;
  const zip = new ZipFile();
  const part = partPathFor(out);
  const failed: { error?: unknown } = {};
  const target = createWriteStream(part, { flags: 'wx' });
  const fail = (error: unknown) => {
    failed.error ??= error;
    target.destroy();
  };
  zip.on('error', fail);
  // First, so that whoever opens the bundle knows at once what belongs to it.
  zip.addBuffer(Buffer.from(serialiseProject(bundled)), `${root}/project.json`, {
    mode: 0o644,
    forceZip64Format: zip64,
  });
  for (const file of files) {
    const how = { compress: false, size: file.bytes, mode: 0o644, forceZip64Format: zip64 };
    zip.addReadStreamLazy(`${root}/${file.name}`, how, (begin) => {
      const contents = verified(file);
      contents.once('error', fail);
      begin(null, contents);
    });
  }
  zip.end({ forceZip64Format: zip64, comment: '' });
  try {
    await pipeline(zip.outputStream, target, { signal });
    await commitPart(nodeVfs, part, out);
    return { files: files.length + 1, bytes: (await stat(out)).size };
  } catch (error) {
    await discardPart(nodeVfs, part);
    if (signal.aborted) throw cancelledError();
    throw writeFailure(failed.error ?? error, out);
  }
}
