import type { PlannedWindow } from './plan.ts';

/** How many frames one evaluation may see, and how many known ones it should see before a join. */
export interface WindowRules {
  readonly window: number;
  /** Preferred number of known frames beside new ones; smaller than `window`. */
  readonly context: number;
}

/** The rules of one plan. */
export interface PassRules extends WindowRules {
  /** Whether the person gave that frame of the plan: beside theirs a window never sees a single one. */
  readonly isGiven: (frame: number) => boolean;
}

/** The fewest known frames that still tell a motion from a pose: half of the preferred context. */
export function leastContext(rules: WindowRules): number {
  return Math.ceil(rules.context / 2);
}

/** Context of a window whose other side does not ask for more: a little less than preferred, so that it makes more. */
function chainContext(rules: WindowRules): number {
  return Math.ceil((rules.context * 2) / 3);
}

interface Span {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

interface Candidate extends Span {
  readonly made: number;
  /** Known frames on the thinner side of what is made. */
  readonly balance: number;
  readonly context: number;
  /** Known frames among those that are made: they tell the motion where few stand before it. */
  readonly between: number;
}

function runLength(
  positions: readonly number[],
  known: readonly boolean[],
  from: number,
  step: 1 | -1,
): number {
  let length = 0;
  for (let at = from; at >= 0 && at < positions.length; at += step) {
    if (known[positions[at] ?? -1] !== true) break;
    length += 1;
  }
  return length;
}

function endOfUnknownRun(positions: readonly number[], known: readonly boolean[], from: number): number {
  let at = from;
  while (at < positions.length && known[positions[at] ?? -1] !== true) at += 1;
  return at;
}

/** Known frames of the person's that a window ending at them must see; a tiny window sees what fits. */
function neededBehind(rules: PassRules): number {
  return Math.max(1, Math.min(leastContext(rules), Math.floor((rules.window - 1) / 2)));
}

/** Where a window that may reach `limit` ends: behind known positions, several of them where they are the person's. */
function endAtAnchor(
  positions: readonly number[],
  known: readonly boolean[],
  first: number,
  limit: number,
  rules: PassRules,
): number | undefined {
  let end = limit;
  for (;;) {
    // Unknown positions behind the last anchor would be made without seeing what comes after them: leave them to the next.
    while (end > first && known[positions[end - 1] ?? -1] !== true) end -= 1;
    if (end <= first) return undefined;
    const anchors = runLength(positions, known, end - 1, -1);
    const there = anchors + runLength(positions, known, end, 1);
    const isTheirs = rules.isGiven(positions[end - anchors] ?? -1);
    if (anchors >= Math.min(isTheirs ? neededBehind(rules) : 1, there)) return end;
    end -= anchors;
  }
}

/** The window that starts with `context` known positions before `first` and ends at an anchor, if one is in reach. */
function anchoredWindow(
  positions: readonly number[],
  known: readonly boolean[],
  first: number,
  context: number,
  rules: PassRules,
): Candidate | undefined {
  const start = first - context;
  const limit = Math.min(start + rules.window, positions.length);
  const runEnd = endOfUnknownRun(positions, known, first);
  const fitsToTheEnd = runEnd === limit && limit === positions.length;
  if (runEnd >= limit && !fitsToTheEnd) return undefined;

  const reached = fitsToTheEnd ? limit : endAtAnchor(positions, known, first, limit, rules);
  if (reached === undefined) return undefined;
  let lastMade = reached - 1;
  while (known[positions[lastMade] ?? -1] === true) lastMade -= 1;
  const end = Math.min(reached, lastMade + 1 + Math.max(context, leastContext(rules)));

  let made = 0;
  for (let at = first; at < end; at += 1) if (known[positions[at] ?? -1] !== true) made += 1;
  const between = lastMade + 1 - first - made;
  const right = end === positions.length && lastMade === end - 1 ? Infinity : end - 1 - lastMade;
  return { start, end, made, context, balance: Math.min(context, right), between };
}

/** No anchor in reach: make an even share of what remains, so that the last window of a chain is not a sliver. */
function chainedWindow(
  positions: readonly number[],
  known: readonly boolean[],
  first: number,
  left: number,
  rules: PassRules,
): Span {
  const runEnd = endOfUnknownRun(positions, known, first);
  const remaining = runEnd - first;
  const rightNeeded = Math.min(runLength(positions, known, runEnd, 1), leastContext(rules));
  const kept = Math.min(left, chainContext(rules), rules.window - 1);
  const windows = Math.ceil((remaining + rightNeeded) / (rules.window - kept));
  const share = left === 0 ? rules.window : Math.ceil((remaining + rightNeeded) / windows);
  const take = Math.max(1, Math.min(share, rules.window - kept, remaining));
  const preferred = rules.isGiven(positions[first - 1] ?? -1) ? rules.context : chainContext(rules);
  const context = Math.min(left, preferred, rules.window - take);
  return { start: first - context, end: first + take };
}

/**
 * Beside the person's frames a window sees as many of them as help; between frames that an earlier window made far apart,
 * these tell the motion, and the one next to what is made is enough (measured on eight-second shots: boundaries of windows
 * are no more seen than with four).
 */
function nextWindow(
  positions: readonly number[],
  known: readonly boolean[],
  first: number,
  rules: PassRules,
): Span {
  const left = runLength(positions, known, first - 1, -1);
  const most = Math.min(left, rules.context, rules.window - 1);
  const least = Math.min(most, leastContext(rules));
  const besideGiven = rules.isGiven(positions[first - 1] ?? -1);
  let best: Candidate | undefined;
  for (let context = most; context >= Math.min(most, 1); context -= 1) {
    const candidate = anchoredWindow(positions, known, first, context, rules);
    if (candidate === undefined) continue;
    const mayBeLean = !besideGiven && candidate.between > 0;
    if (context < least && !mayBeLean) continue;
    const better =
      best === undefined ||
      candidate.made > best.made ||
      (candidate.made === best.made &&
        (mayBeLean ||
          candidate.balance > best.balance ||
          (candidate.balance === best.balance && context >= chainContext(rules))));
    if (better) best = candidate;
  }
  return best ?? chainedWindow(positions, known, first, left, rules);
}

/**
 * Makes every unknown position of a line of frames, in windows along the line: each sees the known frames just before
 * what it makes, and ends at known ones where some are in reach.
 *
 * @param positions plan indices in the direction of travel (descending = towards the past); a closed line repeats its
 *   first indices at its end, so that the last window sees where it arrives
 * @param known by plan index; what is made is marked in place
 * @returns windows in the order they must run, their frames in the direction of travel
 */
export function passAlong(positions: readonly number[], known: boolean[], rules: PassRules): PlannedWindow[] {
  const windows: PlannedWindow[] = [];
  let first = endOfKnown(positions, known, 0);
  while (first < positions.length) {
    const span = nextWindow(positions, known, first, rules);
    const frames = positions.slice(span.start, span.end);
    windows.push({ frames, known: frames.map((frame) => known[frame] === true) });
    for (const frame of frames) known[frame] = true;
    first = endOfKnown(positions, known, first);
  }
  return windows;
}

function endOfKnown(positions: readonly number[], known: readonly boolean[], from: number): number {
  return from + runLength(positions, known, from, 1);
}
