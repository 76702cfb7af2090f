import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { writeFailure } from '../files/failures.ts';
import type { Vfs } from '../files/vfs.ts';
import type { Places } from '../platform/places.ts';

const listSchema = z.object({
  format: z.literal('kinoloom-pack-folders'),
  /** Every folder that was chosen, the latest first. */
  folders: z.array(z.string().refine(isAbsolute)).max(20),
});

/** Lies beside the packs in the usual folder, so that the window and the command line know the same folders. */
const listName = 'folders.json';

/** Where packs lie on this machine: those that came with the program, the usual folder, and folders a person chose. */
export interface PackFolders {
  /** In an earlier one an id counts before the same in a later one. */
  all(): Promise<readonly string[]>;
  /** The same without what came with the program: what may be changed. The first takes the next pack. */
  own(): Promise<readonly [string, ...string[]]>;
  /** The folder that takes packs where nobody chose another. */
  readonly usual: string | undefined;
  /**
   * From now on packs are installed there; those that lie elsewhere stay and go on being found.
   *
   * @throws AppError `disk.*`, `output.unwritable`
   */
  choose(folder: string): Promise<void>;
}

export function createPackFolders(vfs: Vfs, { models, ownPacks }: Places): PackFolders {
  async function chosen(usual: string): Promise<string[]> {
    try {
      const text = new TextDecoder().decode(await vfs.readFile(join(usual, listName)));
      return listSchema.parse(JSON.parse(text)).folders;
    } catch {
      return [];
    }
  }

  function usualFolder(): string {
    if (ownPacks === undefined) {
      throw new AppError('pack.missing', 'There is no folder for packs of your own here.');
    }
    return ownPacks;
  }

  async function own(): Promise<readonly [string, ...string[]]> {
    const usual = usualFolder();
    const [first = usual, ...others] = [...new Set([...(await chosen(usual)), usual])];
    return [first, ...others];
  }

  return {
    usual: ownPacks,
    own,
    async all() {
      return ownPacks === undefined ? [models] : [models, ...(await own())];
    },
    async choose(folder) {
      const usual = usualFolder();
      const folders = [...new Set([folder, ...(await chosen(usual))])].slice(0, 20);
      try {
        await vfs.makeFolder(folder);
        await vfs.makeFolder(usual);
        const list = { format: 'kinoloom-pack-folders', folders };
        await writeFileAtomically(vfs, join(usual, listName), `${JSON.stringify(list)}\n`);
      } catch (error) {
        throw writeFailure(error, folder);
      }
    },
  };
}
