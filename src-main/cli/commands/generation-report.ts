import type { SeamMeasure } from '../../../src-shared/generation/recipe.ts';
import { wasGivenStrange } from '../../../src-shared/quality/likeness.ts';
import { faultsOf } from '../../../src-shared/quality/verdict.ts';
import { rateText, secondsOfFrames } from '../../../src-shared/time/rate.ts';
import type { GenerationResult } from '../../generation/generation.ts';
import type { CommandResult } from '../main.ts';

/** What `--json` prints of a generation. */
function jsonOf(result: GenerationResult): Readonly<Record<string, unknown>> {
  const {
    recipe,
    out,
    frames,
    size,
    rate,
    seconds,
    steps,
    evaluations,
    peakBytes,
    secondsToFirstPreview,
    seams,
  } = result;
  return {
    out,
    seed: recipe.seed,
    frames,
    ...size,
    rate: rateText(rate),
    duration: secondsOfFrames(frames, rate),
    seconds,
    ...(secondsToFirstPreview === undefined ? {} : { secondsToFirstPreview }),
    steps,
    evaluations,
    peakBytes,
    seams,
    recipe,
  };
}

/** A measured join in words; 1 = like any other frame. */
export function seamLine(seam: SeamMeasure): string {
  const place = seam.frame === 0 ? 'seam of the loop' : `seam at frame ${seam.frame}`;
  const faults = faultsOf(seam);
  const verdict = faults.length === 0 ? 'nobody sees it' : `what shows: ${faults.join(', ')}`;
  return `${place}: motion ${seam.spikeRatio.toFixed(2)}, colour ${seam.colourStep.toFixed(2)} (1 = like any other frame), ${verdict}`;
}

function linesOf(result: GenerationResult): string[] {
  const { out, frames, size, rate, seconds, recipe, seams } = result;
  return [
    out,
    `${frames} frames, ${size.width}x${size.height} at ${rateText(rate)} a second, seed ${recipe.seed}, ${(seconds.total ?? 0).toFixed(1)} s`,
    ...seams.map((seam) => seamLine(seam)),
    ...(wasGivenStrange(recipe.matching?.joins ?? [])
      ? ['This model can’t draw what it was given: the shot goes over into the model’s own world.']
      : []),
  ];
}

/** One take as it is; several as a list. */
export function generationReport(results: readonly GenerationResult[]): CommandResult {
  const [only, second] = results;
  const lines = results.flatMap((result) => linesOf(result));
  if (only !== undefined && second === undefined) return { json: jsonOf(only), lines };
  return { json: { takes: results.map((result) => jsonOf(result)) }, lines };
}
