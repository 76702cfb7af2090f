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

/**
 * Every folder in `modelsFolder` that holds a pack.json, by name, readable or not: one bad pack hides no other.
 * A models folder that does not exist holds no packs.
 */
export async function surveyPacks(
  modelsFolder: string,
): Promise<{ packs: ListedPack[]; broken: BrokenPack[] }> {
  const packs: ListedPack[] = [];
  const broken: BrokenPack[] = [];
  const entries = await readdir(modelsFolder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
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

/** The packs in `modelsFolder` whose manifest can be read, by folder name. */
export async function listPacks(modelsFolder: string): Promise<ListedPack[]> {
  return (await surveyPacks(modelsFolder)).packs;
}
