import { AppError } from '../../src-shared/errors/app-error.ts';
import { surveyFolders } from '../packs/list-packs.ts';
import type { SeatedPack } from './engine-seat.ts';

/** A folder an installed pack lies in: its id and the beginning of its manifest's hash. */
const installedName = /^(.+)-[0-9a-f]{12}$/;

/**
 * The pack of that id among those on this machine; `folders` are looked through in their order.
 *
 * @throws AppError `pack.missing`, or what is wrong with the only pack there is
 */
export async function findPack(folders: readonly string[], id: string): Promise<SeatedPack> {
  const { packs, broken } = await surveyFolders(folders);
  const found = packs.find(({ manifest }) => manifest.id === id);
  if (found !== undefined) return found;
  // A pack that can't be read has no id to compare; where its folder has the name, its own fault explains more.
  const damaged = broken.find(({ folder }) => {
    const name = folder.split(/[\\/]/).at(-1) ?? '';
    return name === id || installedName.exec(name)?.[1] === id;
  });
  if (damaged !== undefined) throw damaged.error;
  const known = packs.map(({ manifest }) => manifest.id).join(', ');
  throw new AppError('pack.missing', `There is no model pack “${id.slice(0, 64)}” on this machine.`, {
    hint: known === '' ? 'Install a model pack first.' : `Choose one of ${known}.`,
  });
}
