import { meanDifference, type RgbFrame } from './frame.ts';
import { heldRuns, heldThreshold, prepared } from './steps.ts';

/** Longer holds are stills or a slide show, not a cadence. */
const longest = 12;

/** How many runs may differ (a join, a cut) before it is no cadence any more. */
const oddShare = 0.1;

/**
 * How many frames show each picture of a clip: 1 where every frame is its own, 3 for eight pictures a second in a film of
 * 24. Only an even cadence from the first frame on counts; anything else is 1.
 *
 * @param frames of one size, in order, from the beginning of the clip
 */
export function holdLength(frames: readonly RgbFrame[]): number {
  const all = frames.map(prepared);
  const changes = all
    .slice(1)
    .map((frame, index) => meanDifference((all[index] ?? frame).picture, frame.picture));
  const runs = heldRuns(all, heldThreshold(changes));
  // The last run is cut off where the clip ends.
  const whole = runs.slice(0, -1);
  const hold = whole[0]?.length ?? 1;
  if (whole.length < 2 || hold > longest) return 1;
  const odd = whole.filter(({ length }) => length !== hold).length;
  return odd <= whole.length * oddShare ? hold : 1;
}
