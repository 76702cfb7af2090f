import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobIdSchema } from '../lib/ids.ts';
import { isFinished, jobStates, phaseNames, type JobSnapshot } from './job.ts';
import {
  endedProgress,
  enteredPhase,
  progressView,
  sharedTo,
  startedProgress,
  steppedTo,
  type ProgressState,
} from './progress.ts';
import { become, canBecome, isNews } from './transitions.ts';
import { firstWeights, learnt, normalised, type PhaseWeights } from './weights.ts';

function sumOf(weights: PhaseWeights): number {
  return Object.values(weights).reduce((sum, weight) => sum + weight, 0);
}

describe('the life of a job', () => {
  it('runs from queued to done', () => {
    expect(become(become('queued', 'running'), 'done')).toBe('done');
  });

  it('ends only once, and only what did not succeed starts again', () => {
    for (const from of jobStates.filter(isFinished)) {
      const onward = jobStates.filter((to) => canBecome(from, to));
      expect(onward).toEqual(from === 'done' ? [] : ['queued']);
    }
  });

  it('can always be stopped while it is not finished', () => {
    for (const from of jobStates.filter((state) => !isFinished(state))) {
      expect(canBecome(from, 'cancelled')).toBe(true);
      expect(canBecome(from, 'interrupted')).toBe(true);
    }
  });

  it('refuses steps that do not exist', () => {
    expect(() => become('queued', 'done')).toThrowError(expect.objectContaining({ code: 'bug' }));
    expect(() => become('done', 'running')).toThrowError(expect.objectContaining({ code: 'bug' }));
  });

  it('is news only when it is newer', () => {
    const snapshot = (seq: number): JobSnapshot => ({
      id: jobIdSchema.parse('job-1'),
      seq,
      kind: 'generate',
      label: '',
      state: 'running',
      phase: 'denoising',
      progress: 0,
      secondsElapsed: 0,
    });
    expect(isNews(undefined, snapshot(0))).toBe(true);
    expect(isNews(snapshot(3), snapshot(4))).toBe(true);
    expect(isNews(snapshot(3), snapshot(3))).toBe(false);
    expect(isNews(snapshot(3), snapshot(2))).toBe(false);
  });
});

describe('weights', () => {
  it('are shares of one, in the order of phases', () => {
    for (const weights of Object.values(firstWeights)) {
      expect(sumOf(normalised(weights))).toBeCloseTo(1, 9);
      const order = Object.keys(normalised(weights));
      expect(order).toEqual(phaseNames.filter((phase) => order.includes(phase)));
    }
  });

  it('move towards what this machine does', () => {
    let weights = normalised(firstWeights.generate);
    for (let run = 0; run < 20; run += 1) {
      weights = learnt(weights, { waiting: 500, loading: 1, denoising: 80, decoding: 15, writing: 4 });
    }
    expect(weights.denoising).toBeGreaterThan(0.75);
    expect(weights.loading).toBeLessThan(0.03);
    expect(weights.waiting).toBe(0);
    expect(sumOf(weights)).toBeCloseTo(1, 9);
  });

  it('learn nothing from nothing, and survive nonsense', () => {
    const weights = normalised(firstWeights.generate);
    expect(learnt(weights, {})).toEqual(weights);
    expect(sumOf(learnt(weights, { denoising: Number.NaN, loading: -5, decoding: 1 }))).toBeCloseTo(1, 9);
  });
});

/** One thing that happens to a job. */
type Event = (state: ProgressState, nowMs: number) => ProgressState;

const happenings: fc.Arbitrary<Event> = fc.oneof(
  fc.constantFrom(...phaseNames).map(
    (phase): Event =>
      (state, now) =>
        enteredPhase(state, phase, now),
  ),
  fc.tuple(fc.integer({ min: -2, max: 40 }), fc.integer({ min: 0, max: 40 })).map(
    ([index, total]): Event =>
      (state, now) =>
        steppedTo(state, index, total, now),
  ),
  fc.double({ min: -1, max: 2 }).map(
    (done): Event =>
      (state, now) =>
        sharedTo(state, done, now),
  ),
);

describe('progress', () => {
  it('never falls, whatever comes in whatever order, and is 1 only at the end', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('generate' as const, 'deliver' as const, 'import' as const),
        fc.array(fc.tuple(happenings, fc.nat(5000)), { maxLength: 60 }),
        (kind, happened) => {
          let state = startedProgress(firstWeights[kind], 0);
          let now = 0;
          const shown = [0];
          for (const [happening, later] of happened) {
            now += later;
            state = happening(state, now);
            shown.push(progressView(state, now).progress);
          }
          expect(shown).toEqual([...shown].sort((a, b) => a - b));
          expect(shown.at(-1)).toBeLessThan(1);
          expect(progressView(state, now).secondsLeft ?? 0).toBeGreaterThanOrEqual(0);
          expect(progressView(endedProgress(state, now, true), now).progress).toBe(1);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('stays where it was when a job fails', () => {
    const state = steppedTo(
      enteredPhase(startedProgress(firstWeights.generate, 0), 'denoising', 10),
      3,
      12,
      20,
    );
    const ended = endedProgress(state, 30, false);
    expect(progressView(ended, 99)).toMatchObject({ progress: state.progress, secondsElapsed: 0.03 });
    expect(progressView(ended, 99)).not.toHaveProperty('secondsLeft');
  });

  it('estimates the rest after three steps, from their pace and from what the other phases weigh', () => {
    const weights: PhaseWeights = { waiting: 0, denoising: 0.5, decoding: 0.5 };
    let state = enteredPhase(startedProgress(weights, 0), 'denoising', 0);
    // The first step is slow: it warms up and is not averaged.
    const times = [9000, 10_000, 11_000, 12_000];
    const estimates = times.map((at, index) => {
      state = steppedTo(state, index + 1, 10, at);
      return progressView(state, at).secondsLeft;
    });
    expect(estimates.slice(0, 2)).toEqual([undefined, undefined]);
    // Ten steps of a second are half of it: of twenty seconds, 1 - 0.5 * 3 / 10 are left.
    expect(estimates[2]).toBeCloseTo(17, 6);
    expect(estimates[3]).toBeCloseTo(16, 6);
    expect(progressView(state, 12_000).secondsPerStep).toBeCloseTo(1, 6);
  });

  it('estimates a delivery from the share that is written', () => {
    let state = enteredPhase(startedProgress(firstWeights.deliver, 0), 'writing', 0);
    state = sharedTo(state, 0.01, 500);
    expect(progressView(state, 500).secondsLeft).toBeUndefined();
    state = sharedTo(state, 0.5, 10_000);
    expect(progressView(state, 10_000).secondsLeft).toBeGreaterThan(9);
    expect(progressView(state, 10_000).secondsLeft).toBeLessThan(11.5);
  });

  it('remembers how long each phase took', () => {
    let state = startedProgress(firstWeights.generate, 0);
    state = enteredPhase(state, 'loading', 1000);
    state = enteredPhase(state, 'denoising', 3000);
    expect(endedProgress(state, 7500, true).spent).toEqual({ waiting: 1, loading: 2, denoising: 4.5 });
  });

  it('ignores news of a phase that is over', () => {
    const state = enteredPhase(startedProgress(firstWeights.generate, 0), 'decoding', 5);
    expect(enteredPhase(state, 'loading', 9)).toBe(state);
  });
});
