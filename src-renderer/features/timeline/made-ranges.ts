import type { Clip, Media } from '../../../src-shared/project/schema.ts';
import type { Rate } from '../../../src-shared/time/rate.ts';

/** A part of a clip as shares of its length. */
export interface ClipPart {
  readonly from: number;
  readonly to: number;
}

/** Which parts of a clip the model made, so that given and made frames can be told apart. */
export function madeRanges(clip: Clip, media: Media, project: Rate): readonly ClipPart[] {
  if (media.provenance.origin !== 'generated') return [];
  const perFrame = (media.rate.den * project.num) / (media.rate.num * project.den);
  return media.provenance.recipe.generatedRanges.flatMap(([first, count]) => {
    const from = (first * perFrame - clip.sourceIn) / clip.length;
    const to = ((first + count) * perFrame - clip.sourceIn) / clip.length;
    const part = { from: Math.max(0, from), to: Math.min(1, to) };
    return part.to > part.from ? [part] : [];
  });
}
