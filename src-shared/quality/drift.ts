import { AppError } from '../errors/app-error.ts';
import type { Rate } from '../time/rate.ts';
import { lumaOf, reduced, type RgbFrame } from './frame.ts';
import { cellColours, labDistance, type Lab } from './lab.ts';
import { sharpness } from './sharpness.ts';
import { median, slope } from './statistics.ts';
import { measuredEdge } from './steps.ts';

/** What slowly changes over a clip, per ten seconds, from a straight line through all of it. */
export interface DriftMeasure {
  /** Movement of the mean colour, CIE Lab; 1 is just visible. */
  readonly colour: number;
  /** Change of sharpness as a share: -0.1 = a tenth softer every ten seconds. */
  readonly sharpness: number;
  /** Growth of the distance to the clip's beginning, CIE Lab over a coarse grid: what is where changes. */
  readonly content: number;
}

const grid = 8;

/** A second or so of the beginning is what content is compared with. */
const beginningShare = 0.1;

/**
 * @param frames evenly spaced frames of one size, in order: all of a clip, or every n-th
 * @param rate frames per second of `frames`
 */
export function measureDrift(frames: readonly RgbFrame[], rate: Rate): DriftMeasure {
  if (frames.length < 2) throw new AppError('bug', 'Drift needs at least two frames.');
  const cells = frames.map((frame) => cellColours(reduced(frame, measuredEdge), grid, grid));
  const decades = frames.map((_, index) => (index * rate.den) / rate.num / 10);
  const along = (values: readonly number[]): number =>
    slope(values.map((value, index) => [decades[index] ?? 0, value] as const));

  const means = cells.map(meanOf);
  const colour = Math.hypot(
    along(means.map((mean) => mean[0])),
    along(means.map((mean) => mean[1])),
    along(means.map((mean) => mean[2])),
  );
  const softness = frames.map((frame) => sharpness(lumaOf(frame)));
  const usual = median(softness);
  const beginning = beginningOf(cells);
  return {
    colour,
    sharpness: usual > 0 ? along(softness) / usual : 0,
    content: along(cells.map((frame) => distance(frame, beginning))),
  };
}

/** How much the end of a clip differs from its beginning, as shares: 0.1 = a tenth. */
export interface EndsMeasure {
  /** Movement of the mean colour over the length of that colour (CIE Lab, from black). */
  readonly colour: number;
  readonly sharpness: number;
}

/** How long a beginning and an end are; of a clip under ten seconds, half of it each. */
const endSeconds = 5;

/**
 * The first five seconds against the last five.
 *
 * @param frames as for `measureDrift`
 */
export function measureEnds(frames: readonly RgbFrame[], rate: Rate): EndsMeasure {
  if (frames.length < 2) throw new AppError('bug', 'Drift needs at least two frames.');
  const wanted = Math.round((endSeconds * rate.num) / rate.den);
  const count = Math.max(1, Math.min(wanted, Math.floor(frames.length / 2)));
  const sides = [frames.slice(0, count), frames.slice(-count)].map((side) => ({
    colour: meanOf(side.flatMap((frame) => cellColours(reduced(frame, measuredEdge), 1, 1))),
    sharpness: median(side.map((frame) => sharpness(lumaOf(frame)))),
  }));
  const [first, last] = sides;
  if (first === undefined || last === undefined) throw new AppError('bug', 'Drift needs two ends.');
  const length = Math.max(1, Math.hypot(...first.colour));
  return {
    colour: labDistance(first.colour, last.colour) / length,
    sharpness: first.sharpness > 0 ? last.sharpness / first.sharpness - 1 : 0,
  };
}

function meanOf(colours: readonly Lab[]): Lab {
  const sum = colours.reduce(
    (total, one) => [total[0] + one[0], total[1] + one[1], total[2] + one[2]] as const,
    [0, 0, 0] as const satisfies Lab as Lab,
  );
  return [sum[0] / colours.length, sum[1] / colours.length, sum[2] / colours.length];
}

function beginningOf(cells: readonly (readonly Lab[])[]): Lab[] {
  const first = cells.slice(0, Math.max(1, Math.floor(cells.length * beginningShare)));
  return Array.from({ length: grid * grid }, (_, index) =>
    meanOf(first.map((frame) => frame[index] ?? ([0, 0, 0] as const))),
  );
}

function distance(a: readonly Lab[], b: readonly Lab[]): number {
  return a.reduce((sum, colour, index) => sum + labDistance(colour, b[index] ?? colour), 0) / a.length;
}
