import { basename, dirname, join } from 'node:path';
import { AppError, cancelledError, isCancelled } from '../../src-shared/errors/app-error.ts';
import type { PackManifest } from '../../src-shared/pack/schema.ts';
import { shownName, writeFailure } from '../files/failures.ts';
import { surveyPacks } from '../packs/list-packs.ts';
import { installedFolder, planInstall, readOffer, stageOf } from './offer.ts';
import type { InstallPlan, PackOffer } from './offer.ts';
import type { PackSource } from './pack-source.ts';
import { openStaged } from './staged-file.ts';
import { acceptanceFile, takeAway, withStore } from './store.ts';
import type { StoreDeps } from './store.ts';
import { forgetOrigin, recordOrigin } from './unfinished.ts';

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

/** Left free beyond the pack: a system whose disk is full to the last byte does strange things. */
export const reserveBytes = 64 * 1024 * 1024;

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

/** Older versions of the pack, in whichever of the person's folders they lie. */
async function removeOthers(deps: StoreDeps, id: string, kept: string): Promise<void> {
  const { packs } = await surveyPacks(deps.folder);
  for (const { folder, manifest } of packs) {
    if (manifest.id === id && folder !== kept) await takeAway(deps, basename(folder));
  }
}

/**
 * Installs an offered pack among the person's own. At every moment, power cuts included, the pack is there as a whole or not
 * at all, and an older version stays until the newer is whole. Nothing of the pack is run or interpreted but its manifest.
 *
 * What a failure leaves: of a copy nothing; of a download what was brought, where it was cancelled, killed or the
 * connection broke, so that the same command goes on; nothing where the content is not what was promised.
 *
 * @throws AppError `pack.*`, `input.file.*`, `disk.*`, `output.unwritable`, `cancelled`
 */
export async function installOffer(
  deps: StoreDeps,
  source: PackSource,
  offer: PackOffer,
  { acceptLicence }: InstallOptions,
  on: InstallListener,
  signal: AbortSignal,
): Promise<Installed> {
  const { vfs } = deps;
  const { manifest, text, name } = offer;
  const present = await installedFolder(deps, offer);
  if (present !== undefined) return { manifest, folder: present, wasPresent: true };
  if (offer.licence !== undefined) on.licence?.(manifest.licence, offer.licence);
  if (manifest.licenceText?.mustAccept === true && !acceptLicence) {
    throw new AppError(
      'pack.licence',
      `“${manifest.name}” is used under a licence you have to accept first.`,
      {
        hint: 'Read the licence, then install with --accept-licence.',
      },
    );
  }
  const plan = await planInstall(deps, source, offer);
  on.plan?.(plan);
  checkDisk(plan);
  const stage = stageOf(deps, source, offer);
  const { folder } = plan;

  await withStore(deps, async () => {
    const arrival = { manifest, text, stage, total: plan.bytes };
    try {
      if (source.address !== undefined) await recordOrigin(deps, stage, source.address, offer, acceptLicence);
      await bringFiles(deps, source, arrival, on, signal);
      await forgetOrigin(deps, stage);
      // What stands under the name already was found damaged.
      await takeAway(deps, name).catch(() => undefined);
      await commit(deps, arrival, name, acceptLicence);
    } catch (error) {
      if (!source.resumes || !isWorthKeeping(error)) await vfs.removeTree(stage).catch(() => undefined);
      throw error;
    }
    await removeOthers(deps, manifest.id, folder);
  });
  for (const elsewhere of deps.elsewhere) {
    // A disk that is not connected has nothing to clear up; the pack itself is installed.
    const there = { ...deps, folder: elsewhere };
    if (await vfs.stat(elsewhere).then(Boolean, () => false)) {
      await withStore(there, () => removeOthers(there, manifest.id, folder)).catch(() => undefined);
    }
  }
  return { manifest, folder, wasPresent: false };
}

/** Reads what is offered and installs it, where the person has said beforehand that they accept its licence. */
export async function installPack(
  deps: StoreDeps,
  source: PackSource,
  options: InstallOptions,
  on: InstallListener,
  signal: AbortSignal,
): Promise<Installed> {
  return installOffer(deps, source, await readOffer(deps, source, signal), options, on, signal);
}
