import { recipeSchema, type Recipe } from '../../../src-shared/generation/recipe.ts';
import type { Studio } from '../../editor/studio.ts';

/** A recipe as text, to keep or to send: pasted into a prompt it fills the panel again. */
export function recipeText(recipe: Recipe): string {
  return JSON.stringify({ kinoloom: 'recipe', ...recipe }, null, 2);
}

/** Longer texts are no recipes; they are not even looked into. */
const longest = 1_000_000;

/** The recipe that a text is, where it is one. */
export function recipeInText(text: string): Recipe | undefined {
  if (text.length > longest || !text.trimStart().startsWith('{')) return undefined;
  try {
    const read: unknown = JSON.parse(text);
    const parsed = recipeSchema.safeParse(read);
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export async function copyRecipe(studio: Studio, recipe: Recipe): Promise<void> {
  await navigator.clipboard.writeText(recipeText(recipe));
  studio.messages.say(studio.text('generate.recipeCopied'));
}
