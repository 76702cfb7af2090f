import { AppError } from '../errors/app-error.ts';
import type { SeamMeasure } from '../generation/recipe.ts';
import { lumaOf, meanDifference, type RgbFrame } from './frame.ts';
import type { Displacement } from './motion.ts';
import { sharpness } from './sharpness.ts';
import { median, robustDeviation } from './statistics.ts';
import {
  heldRuns,
  heldThreshold,
  motionOf,
  prepared,
  stepBetween,
  type Held,
  type PreparedFrame,
  type Step,
} from './steps.ts';

/** Frames looked at on each side: at 24 a second on threes, a dozen distinct pictures. */
export const joinReach = 36;

/** Changes below these are invisible and do not divide anything: levels, CIE Lab, similarity. */
const floors = { change: 0.25, colour: 0.25, similarity: 0.004 } as const;

/** Pixels per step below which nothing moves. */
const stillness = 0.35;

/** Steps on each side that a velocity, and pictures that a sharpness, is taken over. */
const nearby = 4;

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
  if (!Number.isInteger(at) || at < 1 || at >= frames.length) {
    throw new AppError('bug', `There is no join at ${at} in ${frames.length} frames.`);
  }
  const from = Math.max(0, at - joinReach);
  const near = frames.slice(from, at + joinReach);
  const join = at - from;
  const all = near.map(prepared);
  const sides = sidesOf(all, join);
  const across = stepBetween(neighbour(all, join - 1), neighbour(all, join));
  const inside = insideSteps(sides);
  const before = velocity(sides.left.slice(-nearby - 1));
  const after = velocity(sides.right.slice(0, nearby + 1));
  return {
    frame: offset + at,
    spikeRatio: ratio(across.change, median(inside.map((step) => step.change)), floors.change),
    colourStep: ratio(across.colour, median(inside.map((step) => step.colour)), floors.colour),
    structure: structureScore(across, inside),
    motion: turnBetween(before, after),
    cadence: cadenceOf(sides, across, inside, before, after),
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

function insideSteps({ left, right }: Sides): Step[] {
  return [left, right].flatMap((runs) =>
    runs.slice(1).map((run, index) => stepBetween((runs[index] ?? run).frame, run.frame)),
  );
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

interface Velocity {
  /** Pixels per frame. */
  readonly perFrame: Displacement;
  /** Length of the median step, pixels. */
  readonly stepLength: number;
}

/** The usual motion along runs: each step's displacement spread over the frames its first picture was held. */
function velocity(runs: readonly Held[]): Velocity | undefined {
  const steps = runs.slice(1).map((run, index) => {
    const before = runs[index] ?? run;
    return { by: motionOf(before.frame, run.frame), held: before.length };
  });
  if (steps.length === 0) return undefined;
  const x = median(steps.map(({ by, held }) => by.x / held));
  const y = median(steps.map(({ by, held }) => by.y / held));
  const held = median(steps.map((step) => step.held));
  return { perFrame: { x, y }, stepLength: Math.hypot(x, y) * held };
}

function speed({ perFrame }: Velocity): number {
  return Math.hypot(perFrame.x, perFrame.y);
}

function angleBetween(a: Displacement, b: Displacement): number {
  const turn = Math.atan2(a.x * b.y - a.y * b.x, a.x * b.x + a.y * b.y);
  return Math.abs((turn * 180) / Math.PI);
}

/** By how much the motion turns and changes its pace at the join; nothing where a side does not move. */
function turnBetween(before: Velocity | undefined, after: Velocity | undefined): SeamMeasure['motion'] {
  const moves = (side: Velocity | undefined): side is Velocity =>
    side !== undefined && side.stepLength >= stillness;
  if (!moves(before) && !moves(after)) return { angle: 0, speedRatio: 1 };
  if (!moves(before)) return { angle: 0, speedRatio: before === undefined ? 1 : mostRatio };
  if (!moves(after)) return { angle: 0, speedRatio: after === undefined ? 1 : 0 };
  return {
    angle: angleBetween(before.perFrame, after.perFrame),
    speedRatio: Math.min(mostRatio, speed(after) / speed(before)),
  };
}

/** Whether time goes on at its usual pace across the join. */
function cadenceOf(
  { left, right, threshold }: Sides,
  across: Step,
  inside: readonly Step[],
  before: Velocity | undefined,
  after: Velocity | undefined,
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
  if (before === undefined || after === undefined) return 'even';
  if (before.stepLength < stillness || after.stepLength < stillness) return 'even';
  if (angleBetween(before.perFrame, after.perFrame) > 45) return 'even';
  const jump = motionOf(last.frame, first.frame);
  const expected = ((speed(before) + speed(after)) / 2) * last.length;
  const skipped = Math.hypot(jump.x, jump.y) / expected;
  const isAhead = angleBetween(jump, before.perFrame) < 45;
  return isAhead && skipped > 1.6 && skipped < 3.5 ? 'dropped' : 'even';
}

/** Sharpness after the join over sharpness before it, on the frames as they were given. */
function sharpnessRatio(near: readonly RgbFrame[], join: number, { left, right }: Sides): number {
  const of = (index: number): number => {
    const frame = near[index];
    return frame === undefined ? 0 : sharpness(lumaOf(frame));
  };
  const before = median(left.slice(-nearby).map((run) => of(run.first)));
  const after = median(right.slice(0, nearby).map((run) => of(join + run.first)));
  return Math.min(mostRatio, Math.max(after, 0.05) / Math.max(before, 0.05));
}
