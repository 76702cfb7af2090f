import type { PlannedWindow } from './plan.ts';
import { leastContext, passAlong, type PassRules, type WindowRules } from './window-pass.ts';
import { workOf } from './window-work.ts';

/**
 * Long gaps are made coarse first: a lattice of far-apart frames that one window (or a short chain) can hold, then the
 * frames between, so that an error at the beginning is not copied along the whole length. The order is that of FramePack
 * (arXiv 2504.12626) and of the hierarchy-2 scheme of FDM (arXiv 2205.11495).
 *
 * Short gaps too: over extensions of two and four seconds (eight prompts, both ways) the joins were at 0.99 to 1.06 of the
 * usual change in the median and at most 1.41 at the 90th percentile, where windows in a row had 1.02 to 1.15 and 1.71, for
 * little more than half of the work; and a subject that travels does so to the end instead of stopping after the first
 * window.
 */
export interface LadderRules extends PassRules {
  /** Trained steps between frames, ascending, 1 among them. */
  readonly strides: readonly number[];
}

/** A run of unknown frames [first, end) between runs of known ones. */
export interface Gap {
  readonly first: number;
  readonly end: number;
  readonly knownBefore: number;
  readonly knownAfter: number;
  /** Known frames before the gap at its turn: more than now where an earlier gap is filled first. */
  readonly seenBefore: number;
}

/** Whether one window holds the gap with enough known frames on its sides. */
export function fitsOneWindow(gap: Gap, rules: WindowRules): boolean {
  const least = leastContext(rules);
  const beside = Math.min(gap.seenBefore, least) + Math.min(gap.knownAfter, least);
  return gap.end - gap.first + beside <= rules.window;
}

function remainder(value: number, stride: number): number {
  return ((value % stride) + stride) % stride;
}

/** How many frames of [first, first + length) stand on the lattice. */
function hits(first: number, length: number, stride: number, phase: number): number {
  let count = 0;
  for (let frame = first; frame < first + length; frame += 1) {
    if (remainder(frame, stride) === phase) count += 1;
  }
  return count;
}

/** How well a lattice meets what is known: both sides first, then motion rather than pose, then the very end. */
function scoreOf(gap: Gap, stride: number, phase: number, rules: WindowRules): number {
  const enough = leastContext(rules);
  const before = hits(gap.first - gap.knownBefore, gap.knownBefore, stride, phase);
  const after = hits(gap.end, gap.knownAfter, stride, phase);
  if (gap.knownAfter > 0) {
    return before > 0 && after > 0
      ? 1 + Math.min(before, after, enough) * 8 + Math.min(before + after, 7)
      : 0;
  }
  const meetsTheEnd = remainder(gap.end - 1, stride) === phase;
  return Math.min(before, enough) * 4 + (meetsTheEnd ? 2 : 0) + (before > 0 ? 1 : 0);
}

/**
 * Whether a coarse line would make the very frame beside footage: it sees the footage in wide steps, while a window of
 * neighbouring frames sees its motion at the join.
 *
 * @param meets whether the line has a frame
 */
function takesTheJoin(gap: Gap, meets: (frame: number) => boolean, rules: WindowRules): boolean {
  const enough = leastContext(rules);
  return (gap.knownBefore >= enough && meets(gap.first)) || (gap.knownAfter >= enough && meets(gap.end - 1));
}

/** By how much nearer the lattice comes to one side of the gap than to the other. */
function lopsided(gap: Gap, stride: number, phase: number): number {
  return Math.abs(remainder(phase - gap.first, stride) - remainder(gap.end - 1 - phase, stride));
}

/**
 * Which residue the lattice of the widest stride stands on, so that it meets known frames on both sides where it can and
 * leaves the joins to the last pass.
 */
function choosePhase(gap: Gap, strides: readonly number[], rules: WindowRules): number {
  const [stride = 1] = strides;
  const finest = strides.at(-1) ?? stride;
  // Without a lattice that meets both sides, it stands on the last known frame and closes up with smaller steps.
  let best = remainder(gap.first - 1, stride);
  let bestScore = 0;
  for (let phase = 0; phase < stride; phase += 1) {
    const met = scoreOf(gap, stride, phase, rules);
    const spoils = takesTheJoin(gap, (frame) => remainder(frame - phase, finest) === 0, rules);
    const even = gap.knownAfter > 0 ? 1 - lopsided(gap, stride, phase) / (2 * stride) : 0;
    const score = met === 0 ? 0 : (met + even) * (spoils ? 0.01 : 1);
    if (score > bestScore) {
      best = phase;
      bestScore = score;
    }
  }
  return best;
}

/**
 * The line of frames of one level: context, the gap's lattice, context. Where the lattice would miss what comes after,
 * the last steps shrink to smaller trained ones until they meet it.
 */
function lattice(gap: Gap, stride: number, phase: number, rules: LadderRules): number[] {
  const line: number[] = [];
  for (let frame = gap.first - gap.knownBefore; frame < gap.end + gap.knownAfter; frame += 1) {
    if (remainder(frame, stride) === phase) line.push(frame);
  }
  const before = line.filter((frame) => frame < gap.first).slice(-rules.context);
  const inside = line.filter((frame) => frame >= gap.first && frame < gap.end);
  const after = line.filter((frame) => frame >= gap.end).slice(0, rules.context);
  if (gap.knownAfter > 0 && after.length === 0) {
    let at = inside.at(-1) ?? before.at(-1) ?? gap.first;
    while (at < gap.end) {
      const left = gap.end - at;
      const step = rules.strides.filter((candidate) => candidate <= Math.min(stride, left)).at(-1) ?? 1;
      at += step;
      if (at < gap.end) inside.push(at);
    }
    after.push(gap.end);
  }
  return [...before, ...inside, ...after];
}

function mirrored(gap: Gap): Gap {
  return {
    first: -gap.end + 1,
    end: -gap.first + 1,
    knownBefore: gap.knownAfter,
    knownAfter: gap.knownBefore,
    seenBefore: gap.knownAfter,
  };
}

/** One line per coarse stride, in the direction of travel: away from what is known. */
function linesOf(gap: Gap, strides: readonly number[], rules: LadderRules): number[][] {
  const backwards = gap.knownBefore === 0 && gap.knownAfter > 0;
  const seen = backwards ? mirrored(gap) : gap;
  const phase = choosePhase(seen, strides, rules);
  return strides.map((stride) => {
    const line = lattice(seen, stride, remainder(phase, stride), rules);
    return backwards ? line.map((frame) => 0 - frame) : line;
  });
}

/**
 * All ladders: chains of strides, coarsest first, each dividing the one above, where every step down leaves holes small
 * enough that one window holds a hole, its far end and some context.
 */
export function laddersOf(rules: LadderRules): number[][] {
  // A bound on the search, not on packs: no known family trains more than four strides.
  const strides = rules.strides.slice(0, 8);
  const ladders: number[][] = [];
  const climb = (below: number, ladder: readonly number[]): void => {
    for (const stride of strides) {
      const ratio = stride / below;
      if (stride <= below || !Number.isInteger(ratio)) continue;
      if (ratio + leastContext(rules) > rules.window) continue;
      const higher = [stride, ...ladder];
      ladders.push(higher);
      climb(stride, higher);
    }
  };
  climb(1, []);
  return ladders;
}

/** A ladder tried on a copy of the line: what it would cost, and whether its top is one window. */
export interface Trial<Lines> {
  readonly lines: Lines;
  /** Strides, coarsest first. */
  readonly ladder: readonly number[];
  readonly topWindows: number;
  /** As `workOf`. */
  readonly work: number;
  /** A coarse window makes the frame beside footage: see `takesTheJoin`. */
  readonly takesJoin: boolean;
}

/** A smaller leap between coarse frames is worth this much more work: the model follows it better. */
const worthMore = 1.15;

/** Holes of three are filled unseen; between frames farther apart windows were seen to begin (half a step more change). */
const easyLeap = 4;

function hardestLeap(ladder: readonly number[]): number {
  const leaps = ladder.map((stride, at) => stride / (ladder[at + 1] ?? 1));
  return leaps.reduce((most, leap) => Math.max(most, leap), easyLeap);
}

/** Two windows at the top drift no more than one, and leap half as far. */
const shortTop = 2;

/** The fewest windows at the top bound the drift; of those that cost about the least, the one with the smallest leaps. */
export function bestTrial<Lines>(all: readonly Trial<Lines>[]): Trial<Lines> | undefined {
  const gentle = all.filter(({ takesJoin }) => !takesJoin);
  const trials = gentle.length > 0 ? gentle : all;
  const fewest = trials.reduce((least, trial) => Math.min(least, trial.topWindows), Infinity);
  const short = trials.filter((trial) => trial.topWindows <= Math.max(fewest, shortTop));
  const cheapest = short.reduce((least, trial) => Math.min(least, trial.work), Infinity);
  return short
    .filter((trial) => trial.work <= cheapest * worthMore)
    .sort(
      (a, b) =>
        (a.ladder[0] ?? 1) - (b.ladder[0] ?? 1) ||
        hardestLeap(a.ladder) - hardestLeap(b.ladder) ||
        a.work - b.work,
    )[0];
}

/**
 * The coarse levels of a gap that no single window holds.
 *
 * @param known by plan index; what is made is marked in place
 * @returns windows in order; empty where the gap fits a window, or no trained stride helps
 */
export function makeCoarse(gap: Gap, known: boolean[], rules: LadderRules): PlannedWindow[] {
  if (fitsOneWindow(gap, rules)) return [];
  const from = Math.max(0, gap.first - gap.knownBefore);
  const fine: number[] = [];
  for (let frame = from; frame < gap.end + gap.knownAfter; frame += 1) fine.push(frame);

  const trials: Trial<number[][]>[] = [];
  for (const ladder of laddersOf(rules)) {
    const lines = linesOf(gap, ladder, rules);
    const [top = [], ...rest] = lines;
    const copy = [...known];
    const topWindows = passAlong(top, copy, rules);
    if (topWindows.length === 0) continue;
    const windows = [...topWindows];
    for (const line of rest) windows.push(...passAlong(line, copy, rules));
    const inside = passAlong(fine, copy, rules);
    // A lattice that leaves no hole is no lattice, only the same frames seen with a wider step.
    if (inside.length === 0) continue;
    windows.push(...inside);
    trials.push({
      lines,
      ladder,
      topWindows: topWindows.length,
      work: workOf(windows, known.length),
      takesJoin: lines.some((line) => takesTheJoin(gap, (frame) => line.includes(frame), rules)),
    });
  }
  const best = bestTrial(trials);
  return (best?.lines ?? []).flatMap((line) => passAlong(line, known, rules).map(inOrderOfTime));
}

/** A line walked towards the past gives descending windows; a plan names frames in order of time. */
function inOrderOfTime(window: PlannedWindow): PlannedWindow {
  const [first = 0, second = first] = window.frames;
  return second < first
    ? { frames: [...window.frames].reverse(), known: [...window.known].reverse() }
    : window;
}
