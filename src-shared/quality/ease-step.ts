import { meanDifference, reduced, type RgbFrame } from './frame.ts';
import { sameness, type Detail } from './carry-detail.ts';
import { median } from './statistics.ts';
import { measuredEdge } from './steps.ts';
import { withDetail, type CarriedSide } from './with-detail.ts';

/**
 * How a small step at a join is taken away: what the known picture shows and the first made one does not, where nothing
 * moves between them. Added to the first made picture and less and less to those after it, a step of one picture becomes a
 * change over many, too slow to be seen.
 */
export interface Ease {
  /** From the first made picture, in its look, to the known one. */
  readonly detail: Detail;
  /** Share of it that the first made picture takes, 0 to 1: it is left to step as far as the footage itself does. */
  readonly share: number;
}

/** Below this many levels no step is seen, as in `measureJoin`. */
const invisible = 0.25;

export interface JoinStep {
  /** Known pictures, nearest to the join first, at least one. */
  readonly known: readonly RgbFrame[];
  /** The first made picture in the known side's look. */
  readonly made: RgbFrame;
  /** The known side's detail that it goes on with besides. */
  readonly sides: readonly CarriedSide[];
}

/**
 * Undefined where the picture steps no farther than the footage does, or is of another shape than it.
 *
 * A place that differs by more than a shade (`sameness`) is something that moves or another thing: it is left as it was
 * made, for a faded copy of it would be seen as a ghost.
 */
export function easeAt({ known, made, sides }: JoinStep): Ease | undefined {
  const [nearest] = known;
  if (nearest === undefined) return undefined;
  const edge = Math.max(nearest.width, nearest.height);
  const base = reduced(made, edge);
  if (base.width !== nearest.width || base.height !== nearest.height) return undefined;
  const shown = reduced(withDetail(made, sides), edge);
  const alike = sameness(nearest, shown);
  const lack = new Int16Array(nearest.rgb.length);
  for (let at = 0; at < lack.length; at += 1) {
    const still = alike[Math.floor(at / 3)] ?? 0;
    lack[at] = Math.round(still * ((nearest.rgb[at] ?? 0) - (shown.rgb[at] ?? 0)));
  }
  const detail = { drawn: base, lack };
  const share = shareOf(known, shown, withDetail(shown, [{ detail: { drawn: shown, lack }, share: 1 }]));
  return share === 0 ? undefined : { detail, share };
}

/** The share after which the step to the nearest known picture is the usual one from known picture to known picture. */
function shareOf(known: readonly RgbFrame[], shown: RgbFrame, eased: RgbFrame): number {
  const [nearest, ...others] = known.map((frame) => reduced(frame, measuredEdge));
  if (nearest === undefined) return 0;
  const steps = others.map((frame, at) =>
    meanDifference(at === 0 ? nearest : (others[at - 1] ?? nearest), frame),
  );
  const usual = Math.max(invisible, steps.length > 0 ? median(steps) : 0);
  const plain = meanDifference(nearest, reduced(shown, measuredEdge));
  const least = meanDifference(nearest, reduced(eased, measuredEdge));
  if (plain <= usual || least >= plain) return 0;
  // Between the two the step is never larger than along this line: a mean of absolute values is convex.
  return Math.min(1, (plain - usual) / (plain - least));
}

/**
 * What is left of an ease some pictures away from its join, 1 to 0 in a straight line.
 *
 * @param distance pictures from the first made one
 * @param reach pictures over which it fades, at least 1
 */
export function easeLeft(distance: number, reach: number): number {
  return Math.max(0, 1 - distance / reach);
}
