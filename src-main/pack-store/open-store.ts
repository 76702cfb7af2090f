import type { Vfs } from '../files/vfs.ts';
import { verifyPack } from '../packs/verify.ts';
import { totalMemory } from '../platform/memory.ts';
import type { Places } from '../platform/places.ts';
import { processStart } from '../platform/process-start.ts';
import type { PackFolders } from './pack-folders.ts';
import { freeBytesAt } from './store.ts';
import type { StoreDeps } from './store.ts';

/**
 * The packs of this person on this machine.
 *
 * @throws AppError `pack.missing` where this program has no folder for them
 */
export async function openStore(vfs: Vfs, { models }: Places, folders: PackFolders): Promise<StoreDeps> {
  const [folder, ...elsewhere] = await folders.own();
  return {
    vfs,
    folder,
    elsewhere,
    embedded: models,
    processStart,
    freeBytes: freeBytesAt,
    memoryBytes: totalMemory(),
    verify: (pack) => verifyPack(pack),
  };
}
