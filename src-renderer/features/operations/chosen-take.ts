import type { Recipe } from '../../../src-shared/generation/recipe.ts';
import type { Clip, Media } from '../../../src-shared/project/schema.ts';
import { documentOf } from '../../editor/actions/commit.ts';
import type { Refusal } from '../../editor/commands/registry.ts';
import { contentOf } from '../../editor/shown-clip.ts';
import type { Studio } from '../../editor/studio.ts';
import { onlyChosen } from './selected.ts';

/** What a command on takes is about: the clip that is selected on the timeline, or the file that is selected in the library. */
export type TakeIn = 'clip' | 'file';

/** A take that was made here, with its recipe. */
export interface ChosenTake {
  readonly media: Media;
  readonly recipe: Recipe;
  /** Absent of a file of the library. */
  readonly clip?: Clip;
}

export function isRefusal(one: object | Refusal): one is Refusal {
  return typeof one === 'string' || 'said' in one;
}

function fileIn(studio: Studio, where: TakeIn): Pick<ChosenTake, 'media' | 'clip'> | Refusal {
  if (where === 'file') {
    const { media: id } = studio.selection.getState();
    const media = id === null ? undefined : documentOf(studio)?.media[id];
    return media === undefined ? 'reason.noMediaSelected' : { media };
  }
  const chosen = onlyChosen(studio);
  if (chosen === undefined) return 'reason.oneClip';
  const content = contentOf(chosen.document, chosen.clip);
  return content.kind === 'media' ? { clip: chosen.clip, media: content.media } : 'extend.reason.notReady';
}

/** The take a command is about, or why there is none. */
export function chosenTake(studio: Studio, where: TakeIn): ChosenTake | Refusal {
  const file = fileIn(studio, where);
  if (isRefusal(file)) return file;
  const { provenance } = file.media;
  return provenance.origin === 'generated' ? { ...file, recipe: provenance.recipe } : 'generate.noRecipe';
}

export function noTakeReason(studio: Studio, where: TakeIn): Refusal | null {
  const take = chosenTake(studio, where);
  return isRefusal(take) ? take : null;
}
