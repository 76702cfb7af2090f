import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { AppError, cancelledError } from '../../../src-shared/errors/app-error.ts';
import { parseProjectBytes } from '../../../src-shared/project/parse.ts';
import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import { readFailure, shownName, systemCodeOf, writeFailure } from '../../files/failures.ts';
import { nodeVfs } from '../../files/node-vfs.ts';
import { partPathFor } from '../../files/part-files.ts';
import { projectNameOf } from '../folder.ts';
import { createProjectFolder } from '../session.ts';
import { archiveProblem, bundleLimits } from './entry-check.ts';

function refusal(path: string, what: string, cause?: unknown): AppError {
  return new AppError('project.invalid', `“${shownName(path)}” was not opened: ${what}.`, {
    hint: 'Ask for the bundle again; nothing of it was kept.',
    cause,
  });
}

async function openArchive(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, {
      lazyEntries: true,
      autoClose: false,
      strictFileNames: true,
      validateEntrySizes: true,
    });
  } catch (error) {
    // A file that can't be read is another matter than one that is no bundle.
    if (error instanceof Error && 'syscall' in error) throw readFailure(error, path);
    throw new AppError('project.unreadable', `“${shownName(path)}” is not a bundled project.`, {
      hint: 'A bundled project ends in .kinoloomz.',
      cause: error,
    });
  }
}

async function entriesOf(zip: ZipFile, path: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  if (zip.entryCount > bundleLimits.entries) throw refusal(path, 'it holds too many files');
  try {
    for await (const entry of zip.eachEntry()) entries.push(entry);
  } catch (error) {
    throw refusal(path, 'it is damaged, or holds a name that leads out of it', error);
  }
  const problem = archiveProblem(entries, zip.fileSize);
  if (problem !== undefined) throw refusal(path, `it holds ${problem}`);
  return entries;
}

interface Contents {
  readonly document: ProjectDocument;
  /** By the path inside the project. */
  readonly files: ReadonlyMap<string, Entry>;
}

async function readDocument(zip: ZipFile, entry: Entry): Promise<ProjectDocument> {
  const pieces: Uint8Array[] = [];
  for await (const piece of await zip.openReadStreamPromise(entry))
    if (piece instanceof Uint8Array) pieces.push(piece);
  return parseProjectBytes(Buffer.concat(pieces));
}

async function readContents(zip: ZipFile, path: string): Promise<Contents> {
  const entries = await entriesOf(zip, path);
  const documents = entries.filter(({ fileName }) => /^([^/]+\/)?project\.json$/.test(fileName));
  const [entry] = documents;
  if (entry === undefined || documents.length > 1) throw refusal(path, 'it holds no project');
  if (entry.uncompressedSize > bundleLimits.documentBytes)
    throw refusal(path, 'its project.json is too large');
  const root = entry.fileName.slice(0, -'project.json'.length);
  let document: ProjectDocument;
  try {
    document = await readDocument(zip, entry);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw refusal(path, 'its project.json is damaged', error);
  }
  const named = new Map(entries.map((one) => [one.fileName, one]));
  const files = new Map<string, Entry>();
  for (const media of Object.values(document.media)) {
    const file = named.get(`${root}${media.file}`);
    if (file === undefined) throw refusal(path, `“${media.name}” is missing from it`);
    if (file.uncompressedSize !== media.bytes)
      throw refusal(path, `“${media.name}” in it is not the file it was`);
    files.set(media.file, file);
    const proxy = media.proxy === undefined ? undefined : named.get(`${root}${media.proxy}`);
    if (proxy !== undefined && media.proxy !== undefined) files.set(media.proxy, proxy);
  }
  return { document, files };
}

/** Unpacks one file, flushed to the disk; answers the hash of its contents. */
async function unpack(zip: ZipFile, entry: Entry, to: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const listen = new Transform({
    transform(piece: Uint8Array, _encoding, done) {
      hash.update(piece);
      done(null, piece);
    },
  });
  const contents = await zip.openReadStreamPromise(entry);
  await pipeline(contents, listen, createWriteStream(to, { flags: 'wx', mode: 0o644 }), { signal });
  const handle = await open(to, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
}

async function checkSpace(files: ReadonlyMap<string, Entry>, folder: string): Promise<void> {
  const needed = [...files.values()].reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  const free = await statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => Number.POSITIVE_INFINITY,
  );
  if (needed <= free) return;
  throw new AppError('disk.full', 'There is not enough space for the project.', {
    hint: `It needs ${Math.ceil(needed / 1024 ** 2)} MB. Choose another disk.`,
    retryable: true,
  });
}

/** Unpacks everything the document names and nothing else, held against its hashes. */
async function unpackAll(
  zip: ZipFile,
  path: string,
  { document, files }: Contents,
  fresh: string,
  signal: AbortSignal,
): Promise<void> {
  const hashes = new Map(Object.values(document.media).map(({ file, sha256 }) => [file, sha256]));
  for (const [file, entry] of files) {
    const target = join(fresh, ...file.split('/'));
    await nodeVfs.makeFolder(dirname(target));
    const hash = await unpack(zip, entry, target, signal);
    const wanted = hashes.get(file);
    if (wanted !== undefined && wanted !== hash)
      throw refusal(path, `“${shownName(file)}” in it is not the file it was`);
  }
}

/**
 * Makes a project folder out of a `.kinoloomz`. Only files the project's own document names are unpacked, each to the place
 * it names; archives with names that lead out, links, doubled names, overlapping or endless contents are refused before
 * anything is written. The folder appears complete, or not at all.
 *
 * @param folder must not exist yet
 * @throws AppError `project.*`, `input.file.*`, `output.unwritable` (there is something at `folder`), `disk.*`, `cancelled`
 */
export async function readBundle(path: string, folder: string, signal: AbortSignal): Promise<void> {
  const zip = await openArchive(path);
  // A project-shaped name that is hidden and swept, should this program be killed meanwhile.
  const fresh = partPathFor(folder);
  try {
    if ((await nodeVfs.isLink(folder)) || (await nodeVfs.stat(folder).catch(() => undefined)) !== undefined) {
      throw new AppError('output.unwritable', `“${shownName(folder)}” exists already.`, {
        hint: 'Choose another name.',
      });
    }
    const contents = await readContents(zip, path);
    await checkSpace(contents.files, dirname(folder));
    await createProjectFolder(nodeVfs, fresh, { ...contents.document, name: projectNameOf(folder) });
    await unpackAll(zip, path, contents, fresh, signal);
    await nodeVfs.rename(fresh, folder);
    await nodeVfs.syncFolder(dirname(folder));
  } catch (error) {
    await nodeVfs.removeTree(fresh);
    if (signal.aborted) throw cancelledError();
    if (error instanceof AppError) throw error;
    // What zlib and the archive say has no system code, or one of its own.
    if (systemCodeOf(error) === '' || systemCodeOf(error).startsWith('Z_'))
      throw refusal(path, 'it is damaged', error);
    throw writeFailure(error, folder);
  } finally {
    zip.close();
  }
}
