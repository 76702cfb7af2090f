import type { ChosenTake } from '../operations/chosen-take.ts';
import type { Studio } from '../../editor/studio.ts';

/** Answers "what made this": the inspector opens at the take's recipe and what it comes from. */
export function showRecipe(studio: Studio, { media, clip }: ChosenTake): void {
  if (clip === undefined) studio.selection.setState({ clips: new Set(), media: media.id });
  studio.view.setState(({ workspace }) => ({
    rightTab: 'inspector',
    recipeWanted: true,
    // Delivering has the inspector's place to itself.
    ...(workspace === 'deliver' ? { workspace: 'edit' as const } : {}),
  }));
}
