import { basename } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { surveyPacks } from '../packs/list-packs.ts';
import { downloading, idInName, takeAway, withStore } from './store.ts';
import type { StoreDeps } from './store.ts';

/** Names in the folder of `deps` that belong to the pack: versions of it, damaged ones too, and unfinished downloads. */
async function namesOf(deps: StoreDeps, id: string): Promise<string[]> {
  const { packs, broken } = await surveyPacks(deps.folder);
  const hidden = await deps.vfs.list(deps.folder).catch(() => []);
  const names = new Set<string>();
  for (const { folder, manifest } of packs) if (manifest.id === id) names.add(basename(folder));
  for (const { folder } of broken) if (idInName(basename(folder)) === id) names.add(basename(folder));
  for (const name of hidden) {
    if (name.startsWith(downloading) && idInName(name.slice(downloading.length)) === id) names.add(name);
  }
  return [...names];
}

/**
 * Removes every version of a pack from the person's own, and what an unfinished download of it left.
 *
 * @returns the names of the folders removed
 * @throws AppError `pack.missing`, `pack.present` (it came with the program), `pack.busy`, `disk.*`
 */
export async function removePack(deps: StoreDeps, id: string): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const folder of [deps.folder, ...deps.elsewhere]) {
    const there = { ...deps, folder };
    const names = await namesOf(there, id);
    if (names.length === 0) continue;
    await withStore(there, async () => {
      for (const name of names) await takeAway(there, name);
    });
    removed.push(...names);
  }
  if (removed.length > 0) return removed;
  const embedded = await surveyPacks(deps.embedded);
  if (embedded.packs.some(({ manifest }) => manifest.id === id)) {
    throw new AppError('pack.present', `The pack “${id}” came with Kinoloom and stays with it.`);
  }
  throw new AppError('pack.missing', `There is no installed pack “${id.slice(0, 64)}”.`, {
    hint: 'See kinoloom packs list.',
  });
}
