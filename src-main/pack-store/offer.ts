import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { costOfPack } from '../../src-shared/pack/cost/cost-of-pack.ts';
import { fullWindowOf } from '../../src-shared/pack/cost/fit.ts';
import type { PackManifest } from '../../src-shared/pack/schema.ts';
import { surveyPacks } from '../packs/list-packs.ts';
import { parseManifest } from '../packs/read-manifest.ts';
import { wrongContent } from '../packs/verify.ts';
import type { PackSource } from './pack-source.ts';
import { copying, downloading, installedName, nameProblem } from './store.ts';
import type { StoreDeps } from './store.ts';

/** A pack somewhere, as a person decides over it: nothing of it but its manifest and its licence was read. */
export interface PackOffer {
  readonly manifest: PackManifest;
  /** Its pack.json, to the letter: what is installed later is exactly what was offered. */
  readonly text: string;
  /** The folder it will lie in is called so. */
  readonly name: string;
  readonly licence: string | undefined;
}

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

/** Licences are texts of some pages. */
const licenceLimit = 1024 * 1024;

export function bytesOf({ files }: Pick<PackManifest, 'files'>): number {
  return Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Where a pack stands while it is brought. */
export function stageOf(deps: StoreDeps, source: PackSource, { name }: PackOffer): string {
  return join(deps.folder, `${source.resumes ? downloading : copying}${name}`);
}

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

/**
 * Reads what a person has to know before a pack is installed.
 *
 * @throws AppError `pack.*`, `input.file.*`, `cancelled`
 */
export async function readOffer(
  deps: StoreDeps,
  source: PackSource,
  signal: AbortSignal,
): Promise<PackOffer> {
  const text = await source.manifestText(signal);
  const manifest = parseManifest(text);
  const problem = nameProblem(manifest);
  if (problem !== undefined) {
    throw new AppError('pack.format', `The pack ${manifest.id} can't be installed: ${problem}.`, {
      hint: 'Do not use this pack; get it again from where it is published.',
    });
  }
  await checkId(deps, manifest);
  const licence = await readLicence(source, manifest, signal);
  return { manifest, text, name: installedName(manifest.id, text), licence };
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

export async function planInstall(
  deps: StoreDeps,
  source: PackSource,
  offer: PackOffer,
): Promise<InstallPlan> {
  const { manifest, name } = offer;
  const bytes = bytesOf(manifest);
  const needed = fullWindowOf(costOfPack(manifest)).least;
  return {
    id: manifest.id,
    name: manifest.name,
    version: manifest.version,
    licence: manifest.licence,
    folder: join(deps.folder, name),
    bytes,
    bytesToBring: bytes - (await stagedBytes(deps, stageOf(deps, source, offer), manifest)),
    freeBytes: await deps.freeBytes(deps.folder),
    memory: { needed, present: deps.memoryBytes, enough: needed <= deps.memoryBytes },
  };
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

/** The folder of this very pack where it is installed and whole. */
export async function installedFolder(deps: StoreDeps, { name }: PackOffer): Promise<string | undefined> {
  for (const each of [deps.folder, ...deps.elsewhere]) {
    const folder = join(each, name);
    if (await isWhole(deps, folder)) return folder;
  }
  return undefined;
}
