import type { MediaId } from '../lib/ids.ts';
import type { Recipe, SeamMeasure } from './recipe.ts';
import type { GenerationRequestInput } from './request.ts';

/** As much of the new part as is made again beside a join: enough to lead into what stays. */
const redoneSeconds = 0.75;

/**
 * The request that makes only a join again: the made frames next to it, within the take. What was given stays as it is, and
 * so does the rest of what was made, unless there is no more of it than that.
 *
 * @param take of this recipe
 * @param lead asked for again or for the first time; without a seed another one is drawn
 * @returns undefined where nothing beside the join was made
 */
export function redoSeam(
  take: MediaId,
  { generatedRanges, prompt, negative, rate, size, pack }: Recipe,
  seam: Pick<SeamMeasure, 'frame'>,
  lead: { readonly seed?: string; readonly prompt?: string } = {},
): GenerationRequestInput | undefined {
  const redone = Math.max(1, Math.round((redoneSeconds * rate.num) / rate.den));
  const seconds = (frame: number): number => (frame * rate.den) / rate.num;
  const hole = holeBeside(generatedRanges, seam.frame, redone);
  if (hole === undefined) return undefined;
  return {
    operation: 'fill',
    prompt: lead.prompt ?? prompt,
    negative,
    packId: pack.id,
    rate,
    size,
    ...(lead.seed === undefined ? {} : { seed: lead.seed }),
    source: take,
    from: seconds(hole[0]),
    to: seconds(hole[1]),
  };
}

/** [from, to) of the made frames beside a join; the join of a loop (0) is beside what ends the clip, or begins it. */
function holeBeside(
  ranges: Recipe['generatedRanges'],
  frame: number,
  redone: number,
): readonly [number, number] | undefined {
  const begins = ranges.find(([first]) => first === frame);
  if (begins !== undefined) return [frame, frame + Math.min(redone, begins[1])];
  const ends = frame === 0 ? ranges.at(-1) : ranges.find(([first, count]) => first + count === frame);
  if (ends === undefined) return undefined;
  const end = ends[0] + ends[1];
  return [end - Math.min(redone, ends[1]), end];
}
