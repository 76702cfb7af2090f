import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { AppError, cancelledError, isCancelled } from '../../src-shared/errors/app-error.ts';
import type { PackManifest } from '../../src-shared/pack/schema.ts';
import { shownName, writeFailure } from '../files/failures.ts';
import { surveyPacks } from '../packs/list-packs.ts';
import { parseManifest } from '../packs/read-manifest.ts';
import { wrongContent } from '../packs/verify.ts';
import type { PackSource } from './pack-source.ts';
import { openStaged } from './staged-file.ts';
import {
  acceptanceFile,
  copying,
  downloading,
  installedName,
  nameProblem,
  takeAway,
  withStore,
} from './store.ts';
import type { StoreDeps } from './store.ts';

/** What installing a pack will take, known before anything is brought. */
export interface InstallPlan {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** The folder the pack will lie in. */
  readonly folder: string;
  /** All of its files, and what is still to be brought of them. */
  readonly bytes: number;
  readonly bytesToBring: number;
  readonly freeBytes: number | undefined;
  /** Memory a run of it needs at its peak, and what this machine has. */
  readonly memory: { readonly needed: number; readonly present: number; readonly enough: boolean };
}

export interface InstallListener {
  readonly licence?: (name: string, text: string) => void;
  readonly plan?: (plan: InstallPlan) => void;
  readonly bytes?: (done: number, total: number) => void;
}

export interface InstallOptions {
  /** The person has read the licence of this pack and accepts it. */
  readonly acceptLicence: boolean;
}

export interface Installed {
  readonly manifest: PackManifest;
  readonly folder: string;
  /** It was there already, and whole. */
  readonly wasPresent: boolean;
}

/** Licences are texts of some pages. */
const licenceLimit = 1024 * 1024;
/** Left free beyond the pack: a system whose disk is full to the last byte does strange things. */
const reserveBytes = 64 * 1024 * 1024;

async function readLicence(
  source: PackSource,
  { files, licenceText }: PackManifest,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (licenceText === undefined) return undefined;
  const bytes = await source.readShort(licenceText.file, licenceLimit, signal);
  if (bytes.length > licenceLimit) {
    throw new AppError('pack.format', 'The licence of this pack is too long to be read by anybody.');
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== files[licenceText.file]?.sha256) throw wrongContent(licenceText.file);
  return new TextDecoder().decode(bytes);
}

async function checkId({ embedded }: StoreDeps, manifest: PackManifest): Promise<void> {
  const { packs } = await surveyPacks(embedded);
  if (!packs.some(({ manifest: { id } }) => id === manifest.id)) return;
  throw new AppError('pack.present', `A pack “${manifest.id}” came with Kinoloom and can't be replaced.`, {
    hint: 'Give the pack another id.',
  });
}

async function stagedBytes({ vfs }: StoreDeps, stage: string, { files }: PackManifest): Promise<number> {
  let there = 0;
  for (const [name, { bytes }] of Object.entries(files)) {
    const left = await vfs.stat(join(stage, name)).then(
      (found) => (found.kind === 'file' ? found.bytes : 0),
      () => 0,
    );
    there += left <= bytes ? left : 0;
  }
  return there;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(bytes < 1e8 ? 3 : 1)} GB`;
}

function checkDisk({ bytesToBring, freeBytes, folder }: InstallPlan): void {
  if (freeBytes === undefined || freeBytes >= bytesToBring + reserveBytes) return;
  throw new AppError(
    'disk.full',
    `The pack needs ${gigabytes(bytesToBring + reserveBytes)} more on the disk of “${shownName(dirname(folder))}”, which has ${gigabytes(freeBytes)} free.`,
    { hint: 'Free some space, or name a folder on another disk in KINOLOOM_PACKS.', retryable: true },
  );
}

/** Every folder of the stage, inner ones first, so that all names are on the disk before the pack gets its own. */
function foldersOf(stage: string, { files }: PackManifest): string[] {
  const folders = new Set<string>([stage]);
  for (const name of Object.keys(files)) {
    for (let at = dirname(name); at !== '.'; at = dirname(at)) folders.add(join(stage, at));
  }
  return [...folders].sort((a, b) => b.length - a.length);
}

interface Arrival {
  readonly manifest: PackManifest;
  readonly text: string;
  readonly stage: string;
  readonly total: number;
}

async function bringFiles(
  { vfs }: StoreDeps,
  source: PackSource,
  { manifest, stage, total }: Arrival,
  on: InstallListener,
  signal: AbortSignal,
): Promise<void> {
  let before = 0;
  for (const [name, promised] of Object.entries(manifest.files)) {
    if (signal.aborted) throw cancelledError();
    const path = join(stage, name);
    try {
      await vfs.makeFolder(dirname(path));
    } catch (error) {
      throw writeFailure(error, path);
    }
    const file = await openStaged(vfs, path, name, promised);
    try {
      const told = before;
      const left = file.bytes;
      const bring = async (): Promise<void> => {
        await source.bring(name, promised, file, () => on.bytes?.(told + file.bytes, total), signal);
        await file.finish();
      };
      try {
        await bring();
      } catch (error) {
        // What an earlier attempt left may be the beginning of another file: once more, all of it.
        if (left === 0 || !(error instanceof AppError) || error.code !== 'pack.hash') throw error;
        await file.empty();
        await bring();
      }
    } finally {
      await file.close();
    }
    before += promised.bytes;
    on.bytes?.(before, total);
  }
}

async function writeWhole({ vfs }: StoreDeps, path: string, text: string): Promise<void> {
  // An interrupted download may have got as far as this.
  await vfs.removeTree(path);
  const file = await vfs.open(path, 'create');
  try {
    await file.write(new TextEncoder().encode(text));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Gives the finished pack its name, in one rename: before it there is no pack, after it there is all of it. */
async function commit(deps: StoreDeps, arrival: Arrival, name: string, accepted: boolean): Promise<void> {
  const { vfs, folder } = deps;
  const { stage, manifest, text } = arrival;
  try {
    if (manifest.licenceText !== undefined && accepted) {
      const record = { licence: manifest.licence, sha256: manifest.files[manifest.licenceText.file]?.sha256 };
      await writeWhole(deps, join(stage, acceptanceFile), `${JSON.stringify(record)}\n`);
    }
    await writeWhole(deps, join(stage, 'pack.json'), text);
    for (const each of foldersOf(stage, manifest)) await vfs.syncFolder(each);
    await vfs.rename(stage, join(folder, name));
    await vfs.syncFolder(folder);
  } catch (error) {
    throw writeFailure(error, join(folder, name));
  }
}

/** A download goes on later where the way failed; where the content is wrong or gone, nothing of it is of use. */
function isWorthKeeping(error: unknown): boolean {
  if (isCancelled(error)) return true;
  return error instanceof AppError && error.code === 'pack.download' && error.retryable;
}

async function removeOthers(deps: StoreDeps, id: string, name: string): Promise<void> {
  const { packs } = await surveyPacks(deps.folder);
  for (const { folder, manifest } of packs) {
    if (manifest.id === id && folder !== join(deps.folder, name)) {
      await takeAway(deps, folder.slice(deps.folder.length).replace(/^[\\/]+/, ''));
    }
  }
}

async function isWhole({ vfs, verify }: StoreDeps, folder: string): Promise<boolean> {
  const isThere = await vfs.stat(folder).then(
    () => true,
    () => false,
  );
  if (!isThere) return false;
  return verify(folder).then(
    () => true,
    () => false,
  );
}

/**
 * Installs a pack among the person's own. At every moment, power cuts included, the pack is there as a whole or not at all,
 * and an older version stays until the newer is whole. Nothing of the pack is run or interpreted but its manifest.
 *
 * What a failure leaves: of a copy nothing; of a download what was brought, where it was cancelled, killed or the
 * connection broke, so that the same command goes on; nothing where the content is not what was promised.
 *
 * @throws AppError `pack.*`, `input.file.*`, `disk.*`, `output.unwritable`, `cancelled`
 */
export async function installPack(
  deps: StoreDeps,
  source: PackSource,
  { acceptLicence }: InstallOptions,
  on: InstallListener,
  signal: AbortSignal,
): Promise<Installed> {
  const { vfs } = deps;
  const text = await source.manifestText(signal);
  const manifest = parseManifest(text);
  const problem = nameProblem(manifest);
  if (problem !== undefined) {
    throw new AppError('pack.format', `The pack ${manifest.id} can't be installed: ${problem}.`, {
      hint: 'Do not use this pack; get it again from where it is published.',
    });
  }
  await checkId(deps, manifest);
  const name = installedName(manifest.id, text);
  const folder = join(deps.folder, name);
  if (await isWhole(deps, folder)) return { manifest, folder, wasPresent: true };

  const licence = await readLicence(source, manifest, signal);
  if (licence !== undefined) on.licence?.(manifest.licence, licence);
  if (manifest.licenceText?.mustAccept === true && !acceptLicence) {
    throw new AppError(
      'pack.licence',
      `“${manifest.name}” is used under a licence you have to accept first.`,
      {
        hint: 'Read the licence, then install with --accept-licence.',
      },
    );
  }
  const bytes = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0);
  const stage = join(deps.folder, `${source.resumes ? downloading : copying}${name}`);
  const needed = manifest.cost.peakBytes;
  const plan: InstallPlan = {
    id: manifest.id,
    name: manifest.name,
    version: manifest.version,
    licence: manifest.licence,
    folder,
    bytes,
    bytesToBring: bytes - (await stagedBytes(deps, stage, manifest)),
    freeBytes: await deps.freeBytes(deps.folder),
    memory: { needed, present: deps.memoryBytes, enough: needed <= deps.memoryBytes },
  };
  on.plan?.(plan);
  checkDisk(plan);

  return withStore(deps, async () => {
    const arrival = { manifest, text, stage, total: bytes };
    try {
      await bringFiles(deps, source, arrival, on, signal);
      // What stands under the name already was found damaged.
      await takeAway(deps, name).catch(() => undefined);
      await commit(deps, arrival, name, acceptLicence);
    } catch (error) {
      if (!source.resumes || !isWorthKeeping(error)) await vfs.removeTree(stage).catch(() => undefined);
      throw error;
    }
    await removeOthers(deps, manifest.id, name);
    return { manifest, folder, wasPresent: false };
  });
}
