import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { PackManifest } from '../../src-shared/pack/schema.ts';
import { readManifest } from './read-manifest.ts';

export interface ListedPack {
  readonly folder: string;
  readonly manifest: PackManifest;
}

export interface BrokenPack {
  readonly folder: string;
  readonly error: AppError;
}

export interface Survey {
  readonly packs: readonly ListedPack[];
  readonly broken: readonly BrokenPack[];
}

/**
 * Every folder in `modelsFolder` that holds a pack.json, by name, readable or not: one bad pack hides no other.
 * A models folder that does not exist holds no packs.
 */
export async function surveyPacks(modelsFolder: string): Promise<Survey> {
  const packs: ListedPack[] = [];
  const broken: BrokenPack[] = [];
  const entries = await readdir(modelsFolder, { withFileTypes: true }).catch(() => []);
  // A hidden folder is a pack that is still being brought, or taken away. A link may lead to what is swapped later.
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const names = folders.map((entry) => entry.name);
  for (const name of names.sort()) {
    const folder = join(modelsFolder, name);
    try {
      packs.push({ folder, manifest: await readManifest(folder) });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // A folder without a pack.json (training code, exporters) is simply not a pack.
      if (error.code !== 'pack.missing') broken.push({ folder, error });
    }
  }
  return { packs, broken };
}

/** The same over several folders, one after the other; of packs with one id only the first counts. */
export async function surveyFolders(folders: readonly string[]): Promise<Survey> {
  const surveys: Survey[] = [];
  for (const folder of folders) surveys.push(await surveyPacks(folder));
  const byId = new Map<string, ListedPack>();
  for (const pack of surveys.flatMap(({ packs }) => packs)) {
    if (!byId.has(pack.manifest.id)) byId.set(pack.manifest.id, pack);
  }
  return { packs: [...byId.values()], broken: surveys.flatMap(({ broken }) => broken) };
}
