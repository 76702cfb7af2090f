import { lambdaOf, linearStep, type FrameSigmas, type Sampler } from './sampler-step.ts';

/** A prediction and the levels it was made at. */
interface Guess {
  readonly x0: Float32Array;
  readonly sigmas: FrameSigmas;
}

/** What the corrector needs of the step before: the state it started from and the order it was taken with. */
interface LastStep {
  readonly start: Float32Array;
  readonly guess: Guess;
  readonly older: Guess | undefined;
}

/**
 * UniPC of order 2 (arXiv 2302.04867) with B(h) = e^h - 1 in its data-prediction form, on flow-matching levels. Every
 * evaluation first corrects the state it was made at (UniC), then predicts the next (UniP): second order or better from
 * the network calls of a first-order method.
 */
export function createUnipc(): Sampler {
  let last: LastStep | undefined;
  return {
    memory() {
      if (last === undefined) return [];
      const { start, guess, older } = last;
      return older === undefined ? [start, guess.x0] : [start, guess.x0, older.x0];
    },
    resume([start, latest, older], [sigmas, olderSigmas]) {
      last = undefined;
      if (start === undefined || latest === undefined || sigmas === undefined) return;
      const before =
        older === undefined || olderSigmas === undefined ? undefined : { x0: older, sigmas: olderSigmas };
      last = { start, guess: { x0: latest, sigmas }, older: before };
    },
    step(x, x0, from, to) {
      const size = x.length / from.length;
      const guess: Guess = { x0: x0.slice(), sigmas: from.slice() };
      for (const [frame, sigma] of from.entries()) {
        const next = to[frame] ?? sigma;
        if (next === sigma) continue;
        const range = { start: frame * size, end: (frame + 1) * size };
        if (last !== undefined) correct(x, guess, last, frame, range);
      }
      const start = x.slice();
      for (const [frame, sigma] of from.entries()) {
        const next = to[frame] ?? sigma;
        if (next === sigma) continue;
        predict(x, guess, last?.guess, frame, next, { start: frame * size, end: (frame + 1) * size });
      }
      last = { start, guess, older: last?.guess };
    },
  };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function predict(
  x: Float32Array,
  guess: Guess,
  older: Guess | undefined,
  frame: number,
  to: number,
  range: Range,
) {
  const from = guess.sigmas[frame] ?? 0;
  const { keep, gain } = linearStep(from, to);
  // A step that ends at 0 is first order: lambda is infinite there.
  const before = to === 0 || older === undefined ? undefined : older.sigmas[frame];
  const ratio = before === undefined ? 0 : ratioOf(before, from, to);
  for (let i = range.start; i < range.end; i += 1) {
    const clean = guess.x0[i] ?? 0;
    const change = ratio === 0 ? 0 : ((older?.x0[i] ?? 0) - clean) / ratio;
    x[i] = keep * (x[i] ?? 0) + gain * (clean + 0.5 * change);
  }
}

function correct(x: Float32Array, here: Guess, last: LastStep, frame: number, range: Range) {
  const to = here.sigmas[frame] ?? 0;
  const from = last.guess.sigmas[frame] ?? 0;
  if (from === to) return;
  const { keep, gain } = linearStep(from, to);
  const before = last.older?.sigmas[frame];
  const ratio = before === undefined ? 0 : ratioOf(before, from, to);
  const [past, present] = ratio === 0 ? [0, 0.5] : correctorWeights(lambdaOf(to) - lambdaOf(from), ratio);
  for (let i = range.start; i < range.end; i += 1) {
    const clean = last.guess.x0[i] ?? 0;
    const pastChange = ratio === 0 ? 0 : ((last.older?.x0[i] ?? 0) - clean) / ratio;
    const presentChange = (here.x0[i] ?? 0) - clean;
    x[i] = keep * (last.start[i] ?? 0) + gain * (clean + past * pastChange + present * presentChange);
  }
}

/** Where the older level lies, in units of the step and seen from its start: negative. */
function ratioOf(before: number, from: number, to: number): number {
  if (before === from) return 0;
  return (lambdaOf(before) - lambdaOf(from)) / (lambdaOf(to) - lambdaOf(from));
}

/** Solves the order conditions of UniC (equation 8 of the paper) for two points at `ratio` and 1. */
function correctorWeights(h: number, ratio: number): [past: number, present: number] {
  const phi1 = Math.expm1(-h);
  const phi2 = phi1 / -h - 1;
  const phi3 = phi2 / -h - 0.5;
  const first = phi2 / phi1;
  const second = (2 * phi3) / phi1;
  const past = (second - first) / (ratio - 1);
  return [past, first - past];
}
