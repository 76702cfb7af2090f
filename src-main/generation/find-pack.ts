import { AppError } from '../../src-shared/errors/app-error.ts';
import { surveyPacks } from '../packs/list-packs.ts';
import type { SeatedPack } from './engine-seat.ts';

/**
 * The pack of that id among those on this machine.
 *
 * @throws AppError `pack.missing`, or what is wrong with the only pack there is
 */
export async function findPack(modelsFolder: string, id: string): Promise<SeatedPack> {
  const { packs, broken } = await surveyPacks(modelsFolder);
  const found = packs.find(({ manifest }) => manifest.id === id);
  if (found !== undefined) return found;
  // A pack that can't be read has no id to compare; where its folder has the name, its own fault explains more.
  const damaged = broken.find(({ folder }) => folder.split(/[\\/]/).at(-1) === id);
  if (damaged !== undefined) throw damaged.error;
  const known = packs.map(({ manifest }) => manifest.id).join(', ');
  throw new AppError('pack.missing', `There is no model pack “${id.slice(0, 64)}” on this machine.`, {
    hint: known === '' ? 'Install a model pack first.' : `Choose one of ${known}.`,
  });
}
