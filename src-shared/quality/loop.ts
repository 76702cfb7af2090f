import { AppError } from '../errors/app-error.ts';
import type { SeamMeasure } from '../generation/recipe.ts';
import { done, mapped, type Work } from '../lib/work.ts';
import { meanDifference, type RgbFrame } from './frame.ts';
import { joinWork } from './join.ts';
import { median } from './statistics.ts';
import { heldRuns, heldThreshold, prepared } from './steps.ts';

export interface LoopMeasure {
  /** The join between the last frame and the first, as if the clip were played twice. `frame` is 0. */
  readonly seam: SeamMeasure;
  /** Median change from one distinct picture to the next, levels of 0 to 255. */
  readonly motion: number;
  /** A clip that does not move closes perfectly and is no loop. */
  readonly isStill: boolean;
}

/** Levels of change per step below which a clip is a still. */
const stillChange = 0.3;

/** Noise changes a picture as much in one step as in all of them; below this many levels that is what it is. */
const noiseChange = 2;
const growthOfMotion = 1.5;

/**
 * How well a clip closes on itself.
 *
 * @param frames all frames of the clip, in order, of one size
 */
export function measureLoop(frames: readonly RgbFrame[]): LoopMeasure {
  return done(loopWork(frames));
}

/** `measureLoop` in parts, for where the whole of it would be felt. */
export function* loopWork(frames: readonly RgbFrame[]): Work<LoopMeasure> {
  if (frames.length < 2) throw new AppError('bug', 'A loop has at least two frames.');
  const middle = Math.floor(frames.length / 2);
  const turned = [...frames.slice(middle), ...frames.slice(0, middle)];
  const seam = { ...(yield* joinWork(turned, frames.length - middle)), frame: 0 };

  const all = yield* mapped(frames, prepared);
  const changes = all
    .slice(1)
    .map((frame, index) => meanDifference((all[index] ?? frame).picture, frame.picture));
  const runs = heldRuns(all, heldThreshold(changes));
  const motion = median(
    runs.slice(1).map((run, index) => meanDifference((runs[index] ?? run).frame.picture, run.frame.picture)),
  );
  const [first] = runs;
  const farthest = runs.reduce(
    (most, run) => Math.max(most, meanDifference((first ?? run).frame.picture, run.frame.picture)),
    0,
  );
  const isNoise = motion < noiseChange && farthest < motion * growthOfMotion;
  return { seam, motion, isStill: motion < stillChange || isNoise };
}
