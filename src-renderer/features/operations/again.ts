import {
  generationRequestSchema,
  type GenerationRequest,
  type GenerationRequestInput,
} from '../../../src-shared/generation/request.ts';
import type { Clip, Media } from '../../../src-shared/project/schema.ts';
import type { Refusal } from '../../editor/commands/registry.ts';
import { contentOf } from '../../editor/shown-clip.ts';
import type { Studio } from '../../editor/studio.ts';
import { contextFor, sayWhyNot } from './context.ts';
import { shapeOf } from './place-shot.ts';
import { recipeRequest } from './recipe-request.ts';
import { onlyChosen } from './selected.ts';
import { startTakes } from './start-takes.ts';

/** A generated clip, what it was asked for with, and the seed it came from. */
interface Original {
  readonly clip: Clip;
  readonly media: Media;
  readonly request: GenerationRequest;
  readonly seed: string;
}

function originalOf(studio: Studio): Original | Refusal {
  const chosen = onlyChosen(studio);
  if (chosen === undefined) return 'reason.oneClip';
  const { document, clip } = chosen;
  const content = contentOf(document, clip);
  if (content.kind !== 'media') return 'extend.reason.notReady';
  const { media } = content;
  if (media.provenance.origin !== 'generated') return 'generate.noRecipe';
  const asked =
    clip.source.kind === 'job' ? generationRequestSchema.safeParse(clip.source.request) : undefined;
  const request = asked?.success === true ? asked.data : recipeRequest(document, media);
  if (request === undefined) return 'operation.reason.notRepeatable';
  return { clip, media, request, seed: media.provenance.recipe.seed };
}

function isRefusal(one: Original | Refusal): one is Refusal {
  return typeof one === 'string' || 'said' in one;
}

export function againReason(studio: Studio): Refusal | null {
  const original = originalOf(studio);
  if (isRefusal(original)) return original;
  const context = contextFor(studio, original.request.operation);
  return 'said' in context ? context : null;
}

export function otherWordsReason(studio: Studio): Refusal | null {
  return studio.prompt.getState().prompt.trim() === '' ? 'generate.reason.noPrompt' : againReason(studio);
}

export type Again =
  /** The very same shot. */
  | { readonly kind: 'same-seed' }
  /** So many takes with new seeds. */
  | { readonly kind: 'new-seeds'; readonly count: number }
  /** Other words, the same seed: what changes comes from the words alone. */
  | { readonly kind: 'panel-words' };

/** Further takes of the selected shot, in its place. */
export async function makeAgain(studio: Studio, again: Again): Promise<void> {
  const original = originalOf(studio);
  if (isRefusal(original)) return sayWhyNot(studio, original);
  const { clip, request, seed } = original;
  const context = contextFor(studio, request.operation);
  if ('said' in context) return sayWhyNot(studio, context);
  const { quality, prompt } = studio.prompt.getState();
  const { seed: _, ...unseeded } = { ...request, takes: 1 };
  const requests: GenerationRequestInput[] =
    again.kind === 'new-seeds'
      ? Array.from({ length: again.count }, () => ({ ...unseeded, quality }))
      : [{ ...unseeded, seed, ...(again.kind === 'panel-words' ? { prompt: prompt.trim() } : {}) }];
  await startTakes(studio, {
    label: 'operation.label.again',
    clip,
    requests,
    takeLength: shapeOf(context.document, request).frames,
    sourceIn: clip.sourceIn,
  });
}
