import { AppError } from '../errors/app-error.ts';
import { assertNever } from '../lib/assert-never.ts';
import type { PackManifest } from '../pack/schema.ts';
import type { Rate } from '../time/rate.ts';
import { bestTrial, laddersOf, makeCoarse, type Gap, type LadderRules, type Trial } from './ladder.ts';
import type { GenerationPlan, PlannedWindow } from './plan.ts';
import { passAlong } from './window-pass.ts';
import { workOf } from './window-work.ts';

/** What the planner must know of a pack. All counts in frames of `rate`. */
export interface PlanLimits {
  readonly rate: Rate;
  /** Frames one evaluation sees at most. */
  readonly window: number;
  /** Trained steps between frames; 1 is among them. */
  readonly strides: readonly number[];
  /** Preferred number of known frames beside a join. */
  readonly context: number;
}

/**
 * An operation in model frames. `available` (`before`, `after`) says how many known model frames the footage has on that
 * side; the plan takes as many as it has a use for, those nearest to the join.
 */
export type PlanRequest =
  | { readonly operation: 'generate'; readonly frames: number }
  /** The image is frame 0; with `last` a second image is the last frame. */
  | { readonly operation: 'animate'; readonly frames: number; readonly last?: boolean }
  | { readonly operation: 'extend-forward'; readonly newFrames: number; readonly available: number }
  | { readonly operation: 'extend-backward'; readonly newFrames: number; readonly available: number }
  | {
      readonly operation: 'bridge' | 'fill';
      readonly newFrames: number;
      readonly before: number;
      readonly after: number;
    }
  /** A shot that is closed from the start. To close an existing clip, plan a bridge from its end to its head. */
  | { readonly operation: 'loop'; readonly frames: number }
  | { readonly operation: 'keyframes'; readonly frames: number; readonly keys: readonly number[] }
  /** Every frame is made anew from its noised source: windows run in order, the source keeps them from drifting. */
  | { readonly operation: 'restyle'; readonly frames: number }
  /** `factor` - 1 new frames between any two of `frames` known ones. The model sees it as slow motion at its own rate. */
  | { readonly operation: 'smooth'; readonly frames: number; readonly factor: number };

export function planLimitsOf(pack: PackManifest): PlanLimits {
  return {
    rate: pack.frames.rate,
    window: pack.frames.window,
    strides: pack.frames.strides,
    context: pack.context.frames,
  };
}

/** 60 s at 60 frames a second and the context on both sides; more is a slip of the caller. */
const mostFrames = 8192;

function checkedCount(count: number, least: number, what: string): number {
  if (!Number.isInteger(count) || count < least || count > mostFrames) {
    throw new RangeError(`${what} must be a whole number from ${least} to ${mostFrames}, not ${count}`);
  }
  return count;
}

function checkedContext(count: number): number {
  if (!Number.isInteger(count) || count < 1) {
    throw new AppError('input.clip.tooShort', 'The clip is too short to continue from.', {
      hint: 'Use a clip with at least one frame.',
    });
  }
  return count;
}

function rulesOf(limits: PlanLimits, given: readonly number[], needsContext: boolean): LadderRules {
  const strides = [...new Set(limits.strides)].sort((a, b) => a - b);
  if (strides[0] !== 1) {
    throw new AppError('pack.format', 'The pack was not trained on neighbouring frames (stride 1).');
  }
  if (needsContext && limits.window < 2) {
    throw new AppError(
      'pack.operation',
      'The pack makes single frames and cannot continue what it is given.',
    );
  }
  const theirs = new Set(given);
  return {
    window: limits.window,
    context: Math.max(0, Math.min(limits.context, limits.window - 1)),
    strides,
    isGiven: (frame) => theirs.has(frame),
  };
}

/**
 * Turns an operation of any length into windows the pack can hold. Pure.
 *
 * @throws AppError `input.clip.tooShort` without a known frame where one is needed, `pack.operation` or `pack.format`
 *   where the pack can't; RangeError for counts that are not whole and positive (callers validate requests before)
 */
export function planGeneration(request: PlanRequest, limits: PlanLimits): GenerationPlan {
  switch (request.operation) {
    case 'generate': {
      const total = checkedCount(request.frames, 1, 'frames');
      return planLine(total, [], limits);
    }
    case 'restyle': {
      const total = checkedCount(request.frames, 1, 'frames');
      return planLine(total, [], { ...limits, strides: [1] });
    }
    case 'animate': {
      const total = checkedCount(request.frames, request.last === true ? 2 : 1, 'frames');
      return planLine(total, request.last === true ? [0, total - 1] : [0], limits);
    }
    case 'keyframes': {
      const total = checkedCount(request.frames, 1, 'frames');
      return planLine(total, checkedKeys(request.keys, total), limits);
    }
    case 'smooth': {
      const frames = checkedCount(request.frames, 2, 'frames');
      const factor = checkedCount(request.factor, 2, 'factor');
      const keys = Array.from({ length: frames }, (_, index) => index * factor);
      return planLine(checkedCount((frames - 1) * factor + 1, 2, 'frames in all'), keys, limits);
    }
    case 'extend-forward':
      return planJoin(request.newFrames, checkedContext(request.available), 0, limits);
    case 'extend-backward':
      return reversedPlan(planJoin(request.newFrames, checkedContext(request.available), 0, limits));
    case 'bridge':
    case 'fill':
      return planJoin(
        request.newFrames,
        checkedContext(request.before),
        checkedContext(request.after),
        limits,
      );
    case 'loop':
      return planRing(checkedCount(request.frames, 1, 'frames'), limits);
    default:
      return assertNever(request);
  }
}

function checkedKeys(keys: readonly number[], total: number): number[] {
  const sorted = [...new Set(keys)].sort((a, b) => a - b);
  if (sorted.length === 0 || sorted.some((key) => !Number.isInteger(key) || key < 0 || key >= total)) {
    throw new RangeError(`Keys must be whole numbers from 0 to ${total - 1}`);
  }
  return sorted;
}

function gapsOf(known: readonly boolean[], reach: number, context: number): Gap[] {
  const gaps: Gap[] = [];
  let at = 0;
  let runBefore = 0;
  while (at < known.length) {
    let end = at;
    while (end < known.length && known[end] !== true) end += 1;
    let runEnd = end;
    while (runEnd < known.length && known[runEnd] === true) runEnd += 1;
    if (end > at) {
      gaps.push({
        first: at,
        end,
        knownBefore: Math.min(runBefore, reach),
        knownAfter: Math.min(runEnd - end, reach),
        seenBefore: gaps.length > 0 ? context : runBefore,
      });
    }
    runBefore = runEnd - end;
    at = runEnd;
  }
  return gaps;
}

/** How far back known frames can be of use: the context at the widest stride. */
function reachOf(limits: PlanLimits): number {
  return Math.max(1, (Math.min(limits.context, limits.window - 1) - 1) * Math.max(...limits.strides) + 1);
}

function planLine(total: number, given: readonly number[], limits: PlanLimits): GenerationPlan {
  const rules = rulesOf(limits, given, given.length > 0 && given.length < total);
  const known = Array.from({ length: total }, () => false);
  for (const frame of given) known[frame] = true;
  const windows: PlannedWindow[] = [];
  for (const gap of gapsOf(known, reachOf(limits), rules.context))
    windows.push(...makeCoarse(gap, known, rules));
  const line = Array.from({ length: total }, (_, index) => index);
  windows.push(...passAlong(line, known, rules));
  return { rate: limits.rate, total, given: [...given], windows, loop: false };
}

function planJoin(newFrames: number, before: number, after: number, limits: PlanLimits): GenerationPlan {
  const count = checkedCount(newFrames, 1, 'new frames');
  const reach = reachOf(limits);
  const head = Math.min(before, reach);
  const tail = Math.min(after, reach);
  const total = head + count + tail;
  const given: number[] = [];
  for (let frame = 0; frame < total; frame += 1) {
    if (frame < head || frame >= head + count) given.push(frame);
  }
  return withoutUnseen(planLine(total, given, limits));
}

/** Given frames that no window looks at, at either end, are not asked of the footage at all. */
function withoutUnseen(plan: GenerationPlan): GenerationPlan {
  const seen = plan.windows.flatMap((window) => window.frames);
  const first = seen.reduce((least, frame) => Math.min(least, frame), plan.total);
  const last = seen.reduce((most, frame) => Math.max(most, frame), 0);
  return {
    ...plan,
    total: last - first + 1,
    given: plan.given.filter((frame) => frame >= first && frame <= last).map((frame) => frame - first),
    windows: plan.windows.map((window) => ({
      ...window,
      frames: window.frames.map((frame) => frame - first),
    })),
  };
}

/** The same plan with time running backwards: extending backward is extending forward in a mirror. */
function reversedPlan(plan: GenerationPlan): GenerationPlan {
  const turned = (frame: number): number => plan.total - 1 - frame;
  return {
    ...plan,
    given: plan.given.map(turned).reverse(),
    windows: plan.windows.map((window) => ({
      frames: window.frames.map(turned).reverse(),
      known: [...window.known].reverse(),
    })),
  };
}

/** A closed shot: a ring of frames, coarse ring first; a window may wrap past the end. */
function planRing(total: number, limits: PlanLimits): GenerationPlan {
  const rules = rulesOf(limits, [], total > limits.window);
  const plan = { rate: limits.rate, total, given: [], loop: true };
  if (total <= rules.window) {
    return { ...plan, windows: passAlong(ringLine(total, 1, rules), unknownFrames(total), rules) };
  }
  const trials: Trial<undefined>[] = [];
  for (const ladder of laddersOf(rules)) {
    if (total / (ladder[0] ?? 1) < 2) continue;
    const known = unknownFrames(total);
    const levels = [...ladder, 1].map((stride) => passAlong(ringLine(total, stride, rules), known, rules));
    trials.push({
      lines: undefined,
      ladder,
      topWindows: levels[0]?.length ?? 0,
      work: workOf(levels.flat(), total),
      takesJoin: false,
    });
  }
  const ladder = bestTrial(trials)?.ladder ?? [];
  const known = unknownFrames(total);
  return {
    ...plan,
    windows: [...ladder, 1].flatMap((stride) => passAlong(ringLine(total, stride, rules), known, rules)),
  };
}

function unknownFrames(total: number): boolean[] {
  return Array.from({ length: total }, () => false);
}

/**
 * Every `stride`-th frame of a ring; the step across the wrap is the odd one out, between a half and one and a half
 * strides. A line longer than a window repeats its beginning, so that the last window sees where it arrives.
 */
function ringLine(total: number, stride: number, rules: LadderRules): number[] {
  const count = Math.max(1, Math.round(total / stride));
  const line = Array.from({ length: count }, (_, index) => index * stride);
  return count > rules.window ? [...line, ...line.slice(0, rules.context)] : line;
}
