import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import type { Recipe } from '../../../src-shared/generation/recipe.ts';
import type { GenerationRequest } from '../../../src-shared/generation/request.ts';
import type { PromptState } from '../../editor/stores/prompt-store.ts';
import type { Studio } from '../../editor/studio.ts';
import { focusPrompt } from './focus-prompt.ts';

/** What the panel can say of a request beyond its words; footage that is extended, bridged or filled is not chosen there. */
function panelPartOf(request: GenerationRequest): Partial<PromptState> {
  switch (request.operation) {
    case 'generate':
      return { seconds: request.seconds, condition: { kind: 'none' } };
    case 'animate': {
      const { seconds, image, last } = request;
      const condition = { kind: 'first-frame' as const, image, ...(last === undefined ? {} : { last }) };
      return { seconds, condition };
    }
    case 'keyframes':
      return { seconds: request.seconds, condition: { kind: 'keyframes', keys: request.keys } };
    case 'loop':
      return request.source === undefined ? { seconds: request.seconds, condition: { kind: 'loop' } } : {};
    case 'restyle':
      return { strength: request.strength };
    case 'extend-forward':
    case 'extend-backward':
    case 'bridge':
    case 'fill':
    case 'smooth':
      return {};
    default:
      return assertNever(request);
  }
}

/** Fills the prompt panel from a recipe, seed and all, so that the same shot can be made again or varied. */
export function applyRecipe(studio: Studio, recipe: Recipe): void {
  studio.prompt.setState({
    prompt: recipe.prompt,
    negative: recipe.negative,
    seed: recipe.seed,
    steps: recipe.steps,
    guidance: recipe.guidance,
    ...(recipe.request === undefined
      ? {}
      : { quality: recipe.request.quality, fit: recipe.request.fit, ...panelPartOf(recipe.request) }),
  });
  studio.messages.say(studio.text('generate.recipeUsed'));
  focusPrompt(studio);
}
