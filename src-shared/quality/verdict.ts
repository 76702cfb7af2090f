import type { SeamMeasure } from '../generation/recipe.ts';

/** What a person would notice at a join. */
export const seamFaults = [
  'jump',
  'colour',
  'structure',
  'motion',
  'doubled',
  'frozen',
  'dropped',
  'sharpness',
] as const;
export type SeamFault = (typeof seamFaults)[number];

/** Beyond these a join shows. Measured on made-up clips of known faults: see `quality.test.ts`. */
export const seamLimits = {
  spikeRatio: 2,
  colourStep: 2,
  structure: 4,
  angle: 60,
  speedRatio: 2,
  sharpnessRatio: 1.33,
} as const;

function isBeyond(ratio: number, limit: number): boolean {
  return ratio > limit || ratio < 1 / limit;
}

/** All faults of a join, in the order of the list; empty = nobody sees it. */
export function faultsOf(seam: SeamMeasure): SeamFault[] {
  const found = new Set<SeamFault>();
  if (seam.spikeRatio > seamLimits.spikeRatio) found.add('jump');
  if (seam.colourStep > seamLimits.colourStep) found.add('colour');
  if ((seam.structure ?? 0) > seamLimits.structure) found.add('structure');
  if (seam.cadence !== undefined && seam.cadence !== 'even') found.add(seam.cadence);
  if (seam.sharpness !== undefined && isBeyond(seam.sharpness, seamLimits.sharpnessRatio))
    found.add('sharpness');
  if (seam.motion !== undefined) {
    const { angle, speedRatio } = seam.motion;
    if (angle > seamLimits.angle || isBeyond(speedRatio, seamLimits.speedRatio)) found.add('motion');
  }
  return seamFaults.filter((fault) => found.has(fault));
}
