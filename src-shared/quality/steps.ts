import { lumaOf, meanDifference, reduced, type Luma, type RgbFrame } from './frame.ts';
import { labDistance, meanColour, type Lab } from './lab.ts';
import { quantile } from './statistics.ts';
import { ssim } from './ssim.ts';

/** A frame with everything the measures need of it, made once. */
export interface PreparedFrame {
  readonly picture: RgbFrame;
  readonly luma: Luma;
  readonly colour: Lab;
}

/** Longer side of the pictures change and motion are measured on. */
export const measuredEdge = 128;

export function prepared(frame: RgbFrame): PreparedFrame {
  const picture = reduced(frame, measuredEdge);
  return { picture, luma: lumaOf(picture), colour: meanColour(picture) };
}

/** What changes from one distinct picture to the next. */
export interface Step {
  /** Mean absolute difference, levels. */
  readonly change: number;
  /** Distance of the mean colours, CIE Lab. */
  readonly colour: number;
  /** Structural similarity, 1 = the same. */
  readonly similarity: number;
}

export function stepBetween(a: PreparedFrame, b: PreparedFrame): Step {
  return {
    change: meanDifference(a.picture, b.picture),
    colour: labDistance(a.colour, b.colour),
    similarity: ssim(a.luma, b.luma),
  };
}

/** A run of frames that show one picture, as an animatic on threes does. */
export interface Held {
  readonly frame: PreparedFrame;
  /** Index of the first frame of the run. */
  readonly first: number;
  readonly length: number;
}

/** Below this many levels nobody sees a change; a codec makes as much. */
const invisibleChange = 0.05;

/** A change this much smaller than the clip's usual large ones is no step of the motion. */
const heldShare = 0.12;

/** Coding noise in held frames stays below this share of the large changes, and a wide gap parts it from them. */
const noiseShare = 0.35;
const leastGap = 2.5;

/**
 * Below which change two neighbours show the same picture. Judged against the clip's own changes, so that coding noise in
 * a held frame is no motion: where small and large changes are parted by a gap, the threshold lies in it.
 *
 * @param changes between neighbours inside the clip, without the one under judgement
 */
export function heldThreshold(changes: readonly number[]): number {
  const large = quantile(changes, 0.9);
  const sorted = [...changes].map((change) => Math.max(change, invisibleChange / 2)).sort((a, b) => a - b);
  let threshold = heldShare * large;
  let widest = leastGap;
  for (const [index, small] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next === undefined || small > noiseShare * large) break;
    if (next / small <= widest) continue;
    widest = next / small;
    threshold = Math.sqrt(next * small);
  }
  return Math.max(invisibleChange, threshold);
}

/** Neighbours that show the same picture, as runs. */
export function heldRuns(frames: readonly PreparedFrame[], threshold: number): Held[] {
  const runs: Held[] = [];
  for (const [index, frame] of frames.entries()) {
    const last = runs.at(-1);
    if (last !== undefined && meanDifference(last.frame.picture, frame.picture) <= threshold) {
      runs[runs.length - 1] = { ...last, length: last.length + 1 };
    } else {
      runs.push({ frame, first: index, length: 1 });
    }
  }
  return runs;
}
