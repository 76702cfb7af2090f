import {
  generationRequestSchema,
  type GenerationRequest,
  type GenerationRequestInput,
} from '../../../src-shared/generation/request.ts';
import { sourceUses } from '../../../src-shared/generation/source-uses.ts';
import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import { documentOf } from '../../editor/actions/commit.ts';
import type { Refusal } from '../../editor/commands/registry.ts';
import type { Studio } from '../../editor/studio.ts';
import { shotName, startInLibrary } from '../generate/start-shot.ts';
import { chosenTake, isRefusal, type ChosenTake, type TakeIn } from './chosen-take.ts';
import { contextFor, sayWhyNot } from './context.ts';
import { shapeOf } from './place-shot.ts';
import { recipeRequest } from './recipe-request.ts';
import { startTakes } from './start-takes.ts';

/** A take, and what it was asked for with. */
interface Original extends ChosenTake {
  readonly request: GenerationRequest;
}

/** A recipe says how its take was asked for; of older ones it is read from the clip, or worked out. */
function requestOf(document: ProjectDocument, { recipe, media, clip }: ChosenTake) {
  if (recipe.request !== undefined) return recipe.request;
  const kept =
    clip?.source.kind === 'job' ? generationRequestSchema.safeParse(clip.source.request) : undefined;
  return kept?.success === true ? kept.data : recipeRequest(document, media);
}

/** Of a clip its further takes will stand in its place, of a file they come to the library beside it. */
function originalOf(studio: Studio, where: TakeIn): Original | Refusal {
  const take = chosenTake(studio, where);
  const document = documentOf(studio);
  if (isRefusal(take)) return take;
  const request = document === undefined ? undefined : requestOf(document, take);
  if (document === undefined || request === undefined) return 'operation.reason.notRepeatable';
  if (sourceUses(request).some(({ mediaId }) => document.media[mediaId] === undefined)) {
    return 'operation.reason.sourceGone';
  }
  return { ...take, request };
}

export function againReason(studio: Studio, where: TakeIn): Refusal | null {
  const original = originalOf(studio, where);
  if (isRefusal(original)) return original;
  const context = contextFor(studio, original.request.operation);
  return 'said' in context ? context : null;
}

export function otherWordsReason(studio: Studio, where: TakeIn): Refusal | null {
  const noWords = studio.prompt.getState().prompt.trim() === '';
  return noWords ? 'generate.reason.noPrompt' : againReason(studio, where);
}

export type Again =
  /** The very same shot. */
  | { readonly kind: 'same-seed' }
  /** So many takes with new seeds. */
  | { readonly kind: 'new-seeds'; readonly count: number }
  /** Other words, the same seed: what changes comes from the words alone. */
  | { readonly kind: 'panel-words' };

/** Further takes of the selected clip, in its place; or of the selected file, in the library. */
export async function makeAgain(studio: Studio, where: TakeIn, again: Again): Promise<void> {
  const original = originalOf(studio, where);
  if (isRefusal(original)) return sayWhyNot(studio, original);
  const { clip, media, request, recipe } = original;
  const context = contextFor(studio, request.operation);
  if ('said' in context) return sayWhyNot(studio, context);
  const { quality, prompt } = studio.prompt.getState();
  const { seed: _, ...unseeded } = { ...request, takes: 1 };
  const requests: GenerationRequestInput[] =
    again.kind === 'new-seeds'
      ? Array.from({ length: again.count }, () => ({ ...unseeded, quality }))
      : [
          {
            ...unseeded,
            seed: recipe.seed,
            ...(again.kind === 'panel-words' ? { prompt: prompt.trim() } : {}),
          },
        ];
  if (clip === undefined) return startInLibrary(studio, shotName(request.prompt, media.name), requests);
  await startTakes(studio, {
    label: 'operation.label.again',
    clip,
    requests,
    takeLength: shapeOf(context.document, request).frames,
    sourceIn: clip.sourceIn,
  });
}
