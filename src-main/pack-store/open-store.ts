import { totalmem } from 'node:os';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Vfs } from '../files/vfs.ts';
import { verifyPack } from '../packs/verify.ts';
import type { Places } from '../platform/places.ts';
import { processStart } from '../platform/process-start.ts';
import { freeBytesAt } from './store.ts';
import type { StoreDeps } from './store.ts';

/**
 * The packs of this person on this machine.
 *
 * @throws AppError `pack.missing` where this program has no folder for them
 */
export function openStore(vfs: Vfs, { models, ownPacks }: Places): StoreDeps {
  if (ownPacks === undefined) {
    throw new AppError('pack.missing', 'There is no folder for packs of your own here.');
  }
  return {
    vfs,
    folder: ownPacks,
    embedded: models,
    processStart,
    freeBytes: freeBytesAt,
    memoryBytes: totalmem(),
    verify: verifyPack,
  };
}
