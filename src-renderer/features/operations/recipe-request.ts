import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import { generationRequestSchema, type GenerationRequest } from '../../../src-shared/generation/request.ts';
import type { Media } from '../../../src-shared/project/schema.ts';
import type { Library } from './footage.ts';
import { frames, sameRate, secondsOfFrames } from '../../../src-shared/time/rate.ts';

/**
 * What would have to be asked for to get a take of this recipe, for takes whose request is not kept with the clip.
 * Undefined where a recipe doesn't say enough: keyframes' times, both sides of a bridge, a parent of another frame rate.
 */
export function recipeRequest(
  library: Pick<Library, 'media'>,
  { provenance, frames: all }: Media,
): GenerationRequest | undefined {
  if (provenance.origin !== 'generated') return undefined;
  const { recipe } = provenance;
  const { operation, prompt, negative, seed, steps, guidance, cache, pack, size, rate, parents } = recipe;
  const [made, ...more] = recipe.generatedRanges;
  const [first, second] = parents;
  const parent = first === undefined ? undefined : library.media[first.mediaId];
  // A recipe's ranges count the parent's own frames; a request's count those of the finished file.
  if (parent?.kind === 'video' && !sameRate(parent.rate, rate)) return undefined;
  const newFrames = made === undefined || more.length > 0 ? all : made[1];
  const common = { prompt, negative, seed, steps, guidance, cache, packId: pack.id, size, rate };
  const seconds = secondsOfFrames(frames(newFrames), rate);
  const source = first === undefined ? {} : { source: first.mediaId };
  const wish = ((): object | undefined => {
    switch (operation) {
      case 'generate':
        return { seconds };
      case 'animate':
        if (first === undefined) return undefined;
        return {
          seconds: secondsOfFrames(all, rate),
          image: first.mediaId,
          ...(second === undefined ? {} : { last: second.mediaId }),
        };
      case 'loop':
        return { ...source, seconds, ...(first === undefined ? {} : { range: first.range }) };
      case 'extend-forward':
      case 'extend-backward':
        return { ...source, seconds, range: first?.range };
      case 'restyle':
        return { ...source, range: first?.range, strength: recipe.strength };
      case 'bridge':
      case 'fill':
      case 'keyframes':
      case 'smooth':
        return undefined;
      default:
        return assertNever(operation);
    }
  })();
  const parsed = generationRequestSchema.safeParse({ ...common, operation, ...wish });
  return wish !== undefined && parsed.success ? parsed.data : undefined;
}
