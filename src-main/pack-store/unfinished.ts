import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { packFileNameSchema } from '../../src-shared/pack/file-name.ts';
import { writeFailure } from '../files/failures.ts';
import { bytesOf, type PackOffer } from './offer.ts';
import { downloading, idInName, takeAway, withStore } from './store.ts';
import type { StoreDeps } from './store.ts';

/** What lies beside the files of a download: no name of a pack's own file begins with a dot. */
const originFile = '.origin.json';

const originSchema = z.object({
  format: z.literal('kinoloom-download'),
  address: z.string().max(4096),
  id: z.string().max(64),
  name: z.string().max(120),
  version: z.string().max(40),
  bytes: z.number().int().min(0),
  /** Hash of the licence that was accepted when the download began. */
  accepted: z.string().optional(),
  files: z.array(packFileNameSchema).max(10_000),
});

/** A download that was broken off, by whatever, and can go on. */
export interface Unfinished {
  /** Names the very pack: its id and the beginning of its manifest's hash. */
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly address: string;
  readonly bytes: number;
  readonly bytesThere: number;
  readonly accepted: string | undefined;
}

export function licenceHash(licence: string): string {
  return createHash('sha256').update(licence).digest('hex');
}

/** Writes down where a download comes from, so that it can go on after the program was killed. */
export async function recordOrigin(
  { vfs }: StoreDeps,
  stage: string,
  address: string,
  { manifest, licence }: PackOffer,
  acceptLicence: boolean,
): Promise<void> {
  const { id, name, version, files } = manifest;
  const origin: z.input<typeof originSchema> = {
    format: 'kinoloom-download',
    address,
    id,
    name,
    version,
    bytes: bytesOf(manifest),
    files: Object.keys(files),
    ...(acceptLicence && licence !== undefined ? { accepted: licenceHash(licence) } : {}),
  };
  const path = join(stage, originFile);
  try {
    await vfs.makeFolder(stage);
    await vfs.removeTree(path);
    // An address may carry a token: it is for its owner's eyes.
    const file = await vfs.open(path, 'create', 0o600);
    try {
      await file.write(new TextEncoder().encode(JSON.stringify(origin)));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw writeFailure(error, path);
  }
}

export async function forgetOrigin({ vfs }: StoreDeps, stage: string): Promise<void> {
  await vfs.removeTree(join(stage, originFile));
}

async function readOne({ vfs, folder }: StoreDeps, name: string): Promise<Unfinished | undefined> {
  const stage = join(folder, name);
  try {
    const text = new TextDecoder().decode(await vfs.readFile(join(stage, originFile)));
    const { files, accepted, ...about } = originSchema.parse(JSON.parse(text));
    const key = name.slice(downloading.length);
    if (idInName(key) !== about.id) return undefined;
    let bytesThere = 0;
    for (const file of files) {
      bytesThere += await vfs.stat(join(stage, file)).then(
        ({ bytes }) => bytes,
        () => 0,
      );
    }
    const { format: _format, ...rest } = about;
    return { key, ...rest, bytesThere: Math.min(bytesThere, about.bytes), accepted };
  } catch {
    return undefined;
  }
}

/** Every download that can go on, in all of the person's folders. What can't be read is no download. */
export async function listUnfinished(deps: StoreDeps): Promise<readonly Unfinished[]> {
  const found: Unfinished[] = [];
  for (const folder of [deps.folder, ...deps.elsewhere]) {
    const names = await deps.vfs.list(folder).catch(() => []);
    for (const name of names.filter((each) => each.startsWith(downloading))) {
      const one = await readOne({ ...deps, folder }, name);
      if (one !== undefined) found.push(one);
    }
  }
  return found;
}

/**
 * Throws away what was brought of a download.
 *
 * @throws AppError `pack.busy`, `disk.*`, `output.unwritable`
 */
export async function discardUnfinished(deps: StoreDeps, key: string): Promise<void> {
  const wanted = `${downloading}${key}`;
  for (const folder of [deps.folder, ...deps.elsewhere]) {
    const there = { ...deps, folder };
    const names = await deps.vfs.list(folder).catch(() => []);
    const name = names.find((each) => each === wanted);
    if (name !== undefined) await withStore(there, () => takeAway(there, name));
  }
}
