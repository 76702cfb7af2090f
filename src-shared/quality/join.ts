import { AppError } from '../errors/app-error.ts';
import type { SeamMeasure } from '../generation/recipe.ts';
import { done, mapped, type Work } from '../lib/work.ts';
import { lumaOf, meanDifference, type RgbFrame } from './frame.ts';
import { compareFlows, flowOf, type Flow } from './flow.ts';
import { motionField } from './motion.ts';
import { sharpness } from './sharpness.ts';
import { median, robustDeviation } from './statistics.ts';
import {
  heldRuns,
  heldThreshold,
  prepared,
  stepBetween,
  type Held,
  type PreparedFrame,
  type Step,
} from './steps.ts';

/** Frames looked at on each side: a second at 24, which is eight distinct pictures on threes. */
export const joinReach = 24;

/** Changes below these are invisible and do not divide anything: levels, CIE Lab, similarity. */
const floors = { change: 0.25, colour: 0.25, similarity: 0.004 } as const;

/** Pixels per step below which nothing moves. */
const stillness = 0.35;

/** Steps next to the join that its motion is taken from: few, because what moves is soon elsewhere. */
const nearSteps = 2;

/** Pictures next to the join that sharpness is taken from. */
const nearPictures = 4;

/** Motions that have less to do with each other than this have no angle; a skip must be surer. */
const leastCoherence = 0.4;
const surelyCoherent = 0.7;

/** A missing picture doubles the step; with two missing it is tripled, beyond that it is a cut. */
const leastSkip = 1.6;
const mostSkip = 3.5;

/** No ratio is reported beyond this: it says "a cut" and stays a number JSON can hold. */
const mostRatio = 99;

interface Sides {
  readonly left: readonly Held[];
  readonly right: readonly Held[];
  readonly threshold: number;
}

/**
 * Measures the join between frames `at - 1` and `at` against the clip's own motion on both sides. Held frames count once:
 * what is compared are steps between distinct pictures.
 *
 * @param frames of one size, a second or more on each side where there is as much; about 320 pixels wide is enough
 * @param at index of the first frame after the join
 * @param offset frames of the file before `frames[0]`; `SeamMeasure.frame` counts in the file
 */
export function measureJoin(frames: readonly RgbFrame[], at: number, offset = 0): SeamMeasure {
  return done(joinWork(frames, at, offset));
}

/** `measureJoin` in parts, for where the whole of it (about a tenth of a second) would be felt. */
export function* joinWork(frames: readonly RgbFrame[], at: number, offset = 0): Work<SeamMeasure> {
  if (!Number.isInteger(at) || at < 1 || at >= frames.length) {
    throw new AppError('bug', `There is no join at ${at} in ${frames.length} frames.`);
  }
  const from = Math.max(0, at - joinReach);
  const near = frames.slice(from, at + joinReach);
  const join = at - from;
  const all = yield* mapped(near, prepared);
  const sides = sidesOf(all, join);
  const across = stepBetween(neighbour(all, join - 1), neighbour(all, join));
  const inside = yield* insideSteps(sides);
  const before = yield* paceOf(sides.left.slice(-nearSteps - 1));
  const after = yield* paceOf(sides.right.slice(0, nearSteps + 1));
  const cadence = cadenceOf(sides, across, inside, before, after);
  yield;
  return {
    frame: offset + at,
    spikeRatio: ratio(across.change, median(inside.map((step) => step.change)), floors.change),
    colourStep: ratio(across.colour, median(inside.map((step) => step.colour)), floors.colour),
    structure: structureScore(across, inside),
    motion: turnBetween(before, after),
    cadence,
    sharpness: sharpnessRatio(near, join, sides),
  };
}

function neighbour(frames: readonly PreparedFrame[], index: number): PreparedFrame {
  const frame = frames[index];
  if (frame === undefined) throw new AppError('bug', `There is no frame ${index}.`);
  return frame;
}

function sidesOf(all: readonly PreparedFrame[], join: number): Sides {
  const changes: number[] = [];
  for (let index = 1; index < all.length; index += 1) {
    if (index === join) continue;
    changes.push(meanDifference(neighbour(all, index - 1).picture, neighbour(all, index).picture));
  }
  const threshold = heldThreshold(changes);
  return {
    threshold,
    left: heldRuns(all.slice(0, join), threshold),
    right: heldRuns(all.slice(join), threshold),
  };
}

function* insideSteps({ left, right }: Sides): Work<Step[]> {
  const pairs = [left, right].flatMap((runs) =>
    runs.slice(1).map((run, index) => ({ before: runs[index] ?? run, run })),
  );
  return yield* mapped(pairs, ({ before, run }) => stepBetween(before.frame, run.frame));
}

function ratio(across: number, usual: number, floor: number): number {
  return Math.min(mostRatio, Math.max(across, floor) / Math.max(usual, floor));
}

/** How many deviations less alike the join's pictures are than others; negative = more alike. */
function structureScore(across: Step, inside: readonly Step[]): number {
  const similarities = inside.map((step) => step.similarity);
  const usual = similarities.length > 0 ? median(similarities) : 1;
  const deviation = Math.max(floors.similarity, robustDeviation(similarities));
  return Math.max(-mostRatio, Math.min(mostRatio, (usual - across.similarity) / deviation));
}

interface Pace {
  readonly flow: Flow;
  /** Length of a usual step in pixels: speed times the frames a picture is held. */
  readonly stepLength: number;
}

/** How the picture moves along a few runs; undefined where there is no step to see it by. */
function* paceOf(runs: readonly Held[]): Work<Pace | undefined> {
  const fields = yield* mapped(runs.slice(1), (run, index) => {
    const before = runs[index] ?? run;
    return { field: motionField(before.frame.luma, run.frame.luma), frames: before.length };
  });
  if (fields.length === 0) return undefined;
  const flow = flowOf(fields);
  return { flow, stepLength: flow.speed * median(fields.map((one) => one.frames)) };
}

function moves(pace: Pace | undefined): pace is Pace {
  return pace !== undefined && pace.stepLength >= stillness;
}

/** By how much the motion turns and changes its pace at the join; nothing where a side does not move. */
function turnBetween(before: Pace | undefined, after: Pace | undefined): NonNullable<SeamMeasure['motion']> {
  if (!moves(before)) {
    return { angle: 0, speedRatio: before === undefined || !moves(after) ? 1 : mostRatio };
  }
  if (!moves(after)) return { angle: 0, speedRatio: after === undefined ? 1 : 0 };
  const { angle, coherence } = compareFlows(before.flow, after.flow);
  return {
    angle: coherence >= leastCoherence ? angle : 0,
    speedRatio: Math.min(mostRatio, after.flow.speed / before.flow.speed),
  };
}

/** Whether time goes on at its usual pace across the join. */
function cadenceOf(
  { left, right, threshold }: Sides,
  across: Step,
  inside: readonly Step[],
  before: Pace | undefined,
  after: Pace | undefined,
): NonNullable<SeamMeasure['cadence']> {
  const last = left.at(-1);
  const [first] = right;
  if (last === undefined || first === undefined) return 'even';
  const usualChange = median(inside.map((step) => step.change));
  if (across.change <= threshold && usualChange > threshold) {
    const whole = [...left.slice(1, -1), ...right.slice(1, -1)].map((run) => run.length);
    const usual = whole.length > 0 ? median(whole) : 1;
    return last.length + first.length > usual * 2 + 1 ? 'frozen' : 'doubled';
  }
  if (!moves(before) || !moves(after)) return 'even';
  const jump = flowOf([{ field: motionField(last.frame.luma, first.frame.luma), frames: last.length }]);
  const [fromBefore, fromAfter] = [compareFlows(before.flow, jump), compareFlows(after.flow, jump)];
  const skips = [fromBefore, fromAfter].every(
    ({ along, coherence }) => coherence > surelyCoherent && along > leastSkip && along < mostSkip,
  );
  return skips ? 'dropped' : 'even';
}

/** Sharpness after the join over sharpness before it, on the frames as they were given. */
function sharpnessRatio(near: readonly RgbFrame[], join: number, { left, right }: Sides): number {
  const of = (index: number): number => {
    const frame = near[index];
    return frame === undefined ? 0 : sharpness(lumaOf(frame));
  };
  const before = median(left.slice(-nearPictures).map((run) => of(run.first)));
  const after = median(right.slice(0, nearPictures).map((run) => of(join + run.first)));
  return Math.min(mostRatio, Math.max(after, 0.05) / Math.max(before, 0.05));
}
