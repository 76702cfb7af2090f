import { copyRecipe } from '../../features/generate/recipe-text.ts';
import { applyRecipe } from '../../features/generate/use-recipe.ts';
import { showRecipe } from '../../features/inspector/show-recipe.ts';
import { againReason, makeAgain, otherWordsReason, type Again } from '../../features/operations/again.ts';
import {
  chosenTake,
  isRefusal,
  noTakeReason,
  type ChosenTake,
  type TakeIn,
} from '../../features/operations/chosen-take.ts';
import type { MessageKey } from '../../i18n/i18n.ts';
import type { Studio } from '../studio.ts';
import type { Command, Refusal } from './registry.ts';

interface OnTake {
  readonly name: string;
  readonly label: MessageKey;
  readonly reason: (studio: Studio, where: TakeIn) => Refusal | null;
  readonly run: (studio: Studio, where: TakeIn) => void | Promise<void>;
}

/** One command for the clip that is selected, and one for the menu of the library, which names its file. */
function onTake({ name, label, reason, run }: OnTake): readonly Command[] {
  return [
    {
      id: `generate.${name}`,
      label,
      reason: (studio) => reason(studio, 'clip'),
      run: (studio) => run(studio, 'clip'),
    },
    {
      id: `library.${name}`,
      label,
      hidden: true,
      reason: (studio) => reason(studio, 'file'),
      run: (studio) => run(studio, 'file'),
    },
  ];
}

function again(name: string, label: MessageKey, how: Again): readonly Command[] {
  return onTake({
    name: `again.${name}`,
    label,
    reason: how.kind === 'panel-words' ? otherWordsReason : againReason,
    run: (studio, where) => makeAgain(studio, where, how),
  });
}

function withRecipe(
  name: string,
  label: MessageKey,
  act: (studio: Studio, take: ChosenTake) => void | Promise<void>,
): readonly Command[] {
  return onTake({
    name,
    label,
    reason: noTakeReason,
    async run(studio, where) {
      const take = chosenTake(studio, where);
      if (!isRefusal(take)) await act(studio, take);
    },
  });
}

/** Everything that concerns takes that were made here. */
export const takeCommands: readonly Command[] = [
  ...again('newSeed', 'command.generate.againNewSeed', { kind: 'new-seeds', count: 1 }),
  ...again('fourSeeds', 'command.generate.againFourSeeds', { kind: 'new-seeds', count: 4 }),
  ...again('sameSeed', 'command.generate.againSameSeed', { kind: 'same-seed' }),
  ...again('panelWords', 'command.generate.againPanelWords', { kind: 'panel-words' }),
  ...withRecipe('useRecipe', 'command.generate.useRecipe', (studio, { recipe }) =>
    applyRecipe(studio, recipe),
  ),
  ...withRecipe('copyRecipe', 'command.generate.copyRecipe', (studio, { recipe }) =>
    copyRecipe(studio, recipe),
  ),
  ...withRecipe('whatMade', 'command.generate.whatMade', showRecipe),
];
