import { basename, join } from 'node:path';
import { toErrorData } from '../../src-shared/errors/app-error.ts';
import type {
  BrokenPack,
  PackDetails,
  PackEntry,
  PackOffer as OfferView,
  UnfinishedPack,
} from '../../src-shared/ipc/packs.ts';
import { costOfPack } from '../../src-shared/pack/cost/cost-of-pack.ts';
import { fullWindowOf, leastOfPack } from '../../src-shared/pack/cost/fit.ts';
import type { PackManifest } from '../../src-shared/pack/schema.ts';
import { shownName } from '../files/failures.ts';
import type { Vfs } from '../files/vfs.ts';
import type { BrokenPack as BrokenFolder, ListedPack } from '../packs/list-packs.ts';
import { packFile } from '../packs/pack-file.ts';
import { bytesOf, installedFolder, planInstall } from './offer.ts';
import type { PackOffer } from './offer.ts';
import type { Checked } from './pack-checks.ts';
import type { PackSource } from './pack-source.ts';
import { acceptanceFile, idInName } from './store.ts';
import type { StoreDeps } from './store.ts';
import { licenceHash } from './unfinished.ts';
import type { Unfinished } from './unfinished.ts';

/** Texts of a pack are pages, not books. */
const textLimit = 256 * 1024;

/** What a pack may call the text that describes its model. */
const cardNames: readonly string[] = ['MODEL_CARD.md', 'README.md'];

function memoryOf(manifest: PackManifest): PackEntry['memory'] {
  const cost = costOfPack(manifest);
  const { least, onCard } = fullWindowOf(cost);
  return { least: leastOfPack(cost), full: least, onCard };
}

export function entryOf(
  { manifest }: ListedPack,
  { state, problem }: Checked,
  origin: PackEntry['origin'],
): PackEntry {
  const { id, name, version, licence, description } = manifest;
  return {
    id,
    name,
    version,
    licence,
    description,
    origin,
    bytes: bytesOf(manifest),
    state,
    ...(problem === undefined ? {} : { problem }),
    memory: memoryOf(manifest),
  };
}

export function brokenView({ folder, error }: BrokenFolder): BrokenPack {
  const id = idInName(basename(folder));
  return { ...(id === undefined ? {} : { id }), name: id ?? shownName(folder), error: toErrorData(error) };
}

function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return '';
  }
}

export function unfinishedView({
  key,
  name,
  version,
  address,
  bytes,
  bytesThere,
}: Unfinished): UnfinishedPack {
  return { key, name, version, host: hostOf(address), bytes, bytesThere };
}

/** A text of an installed pack, as far as a person would read; null where there is none. */
async function textOf(folder: string, name: string, vfs: Vfs): Promise<string | null> {
  try {
    const { path } = await packFile(folder, name);
    return new TextDecoder().decode((await vfs.readFile(path)).subarray(0, textLimit));
  } catch {
    return null;
  }
}

/** All there is to know of a pack on this machine. */
export async function detailsOf({ folder, manifest }: ListedPack, vfs: Vfs): Promise<PackDetails> {
  const { id, files, licenceText, operations, frames } = manifest;
  const cost = costOfPack(manifest);
  const card = cardNames.find((name) => files[name] !== undefined);
  const isAccepted = await vfs.stat(join(folder, acceptanceFile)).then(Boolean, () => false);
  return {
    id,
    card: card === undefined ? null : await textOf(folder, card, vfs),
    licenceText: licenceText === undefined ? null : await textOf(folder, licenceText.file, vfs),
    accepted: isAccepted,
    operations,
    files: Object.entries(files).map(([name, { bytes }]) => ({ name, bytes })),
    sizes: cost.sizes,
    window: frames.window,
    rate: frames.rate,
    stages: fullWindowOf(cost).stages.map(({ name, bytes }) => ({ name, bytes })),
  };
}

export interface OfferFacts {
  readonly id: OfferView['offer'];
  readonly source: PackSource;
  readonly offer: PackOffer;
  /** Hash of a licence that was accepted before. */
  readonly accepted: string | undefined;
}

/** A pack that can be installed, as things stand now. */
export async function offerView(
  deps: StoreDeps,
  { id, source, offer, accepted }: OfferFacts,
  location: OfferView['location'],
  reserveBytes: number,
): Promise<OfferView> {
  const { manifest, licence } = offer;
  const plan = await planInstall(deps, source, offer);
  const isAccepted = licence !== undefined && accepted === licenceHash(licence);
  return {
    offer: id,
    id: manifest.id,
    name: manifest.name,
    version: manifest.version,
    description: manifest.description,
    licence: manifest.licence,
    licenceText: licence ?? null,
    mustAccept: manifest.licenceText?.mustAccept === true && !isAccepted,
    installed: (await installedFolder(deps, offer)) !== undefined,
    bytes: plan.bytes,
    bytesToBring: plan.bytesToBring,
    location,
    enoughDisk: plan.freeBytes === undefined || plan.freeBytes >= plan.bytesToBring + reserveBytes,
    memory: memoryOf(manifest),
    operations: manifest.operations,
  };
}
