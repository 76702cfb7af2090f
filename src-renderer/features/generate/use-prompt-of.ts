import { useCallback } from 'react';
import { useStudio } from '../../app/studio-context.tsx';
import { contentOf } from '../../editor/shown-clip.ts';
import { findClip } from '../../../src-shared/timeline/clips.ts';
import type { Recipe } from '../../../src-shared/generation/recipe.ts';
import type { ClipId } from '../../../src-shared/lib/ids.ts';
import type { Studio } from '../../editor/studio.ts';
import { focusPrompt } from './focus-prompt.ts';

/** How a clip's take was made; undefined for footage. */
export function recipeOf(studio: Studio, id: ClipId): Recipe | undefined {
  const document = studio.project.getState().project?.document;
  const clip = document === undefined ? undefined : findClip(document.timeline, id)?.clip;
  if (document === undefined || clip === undefined) return undefined;
  const content = contentOf(document, clip);
  if (content.kind !== 'media' || content.media.provenance.origin !== 'generated') return undefined;
  return content.media.provenance.recipe;
}

/** Fills the prompt panel from a recipe, seed and all, so that the same shot can be made again or varied. */
export function applyRecipe(studio: Studio, recipe: Recipe): void {
  studio.prompt.setState({
    prompt: recipe.prompt,
    negative: recipe.negative,
    seed: recipe.seed,
    steps: recipe.steps,
    guidance: recipe.guidance,
  });
  studio.messages.say(studio.text('generate.recipeUsed'));
  focusPrompt(studio);
}

/** Copies the prompt of the selected clip into the panel. */
export function usePromptOf(): () => void {
  const studio = useStudio();
  return useCallback(() => {
    const [id] = studio.selection.getState().clips;
    const recipe = id === undefined ? undefined : recipeOf(studio, id);
    if (recipe === undefined) studio.messages.say(studio.text('generate.noRecipe'));
    else applyRecipe(studio, recipe);
  }, [studio]);
}
