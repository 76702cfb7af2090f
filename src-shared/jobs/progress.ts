import { phaseNames, type JobSnapshot, type PhaseName } from './job.ts';
import { normalised, type PhaseSeconds, type PhaseWeights } from './weights.ts';

/**
 * Progress of one attempt at a job, moved by real events only: phases weigh what they weigh, steps and shares fill them,
 * and the bar never falls. Immutable; times are milliseconds of one clock.
 */
export interface ProgressState {
  readonly weights: PhaseWeights;
  readonly startMs: number;
  readonly endMs: number | undefined;
  readonly phase: PhaseName;
  readonly phaseMs: number;
  /** How much of the current phase is done, 0 to 1. */
  readonly share: number;
  readonly progress: number;
  readonly step: { readonly index: number; readonly total: number } | undefined;
  /** When the first step ended; it pays for warming up and is not averaged. */
  readonly firstStep: { readonly index: number; readonly atMs: number } | undefined;
  readonly secondsPerStep: number | undefined;
  /** Seconds the whole bar takes, from what was measured; undefined until enough was. */
  readonly wholeSeconds: number | undefined;
  readonly spent: PhaseSeconds;
}

/** The part of a snapshot that is moved by events. */
export type ProgressView = Pick<
  JobSnapshot,
  'phase' | 'progress' | 'step' | 'secondsPerStep' | 'secondsLeft' | 'secondsElapsed'
>;

/** An estimate is shown from this step on. */
const stepsBeforeEstimate = 3;

/** Of a phase without steps, this much and this long before its pace is believed. */
const shareBeforeEstimate = 0.05;
const secondsBeforeEstimate = 1;

export function startedProgress(weights: PhaseWeights, nowMs: number): ProgressState {
  return {
    weights: normalised(weights),
    startMs: nowMs,
    endMs: undefined,
    phase: 'waiting',
    phaseMs: nowMs,
    share: 0,
    progress: 0,
    step: undefined,
    firstStep: undefined,
    secondsPerStep: undefined,
    wholeSeconds: undefined,
    spent: {},
  };
}

function weightBefore(weights: PhaseWeights, phase: PhaseName): number {
  const earlier = phaseNames.slice(0, phaseNames.indexOf(phase));
  return earlier.reduce((sum, name) => sum + (weights[name] ?? 0), 0);
}

function moved(state: ProgressState, share: number): ProgressState {
  const within = Math.max(state.share, Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)));
  const reached = weightBefore(state.weights, state.phase) + (state.weights[state.phase] ?? 0) * within;
  // Only the end is the end: a bar that shows all of it while something is left to do lies.
  return { ...state, share: within, progress: Math.max(state.progress, Math.min(0.999, reached)) };
}

function withSpent(state: ProgressState, nowMs: number): PhaseSeconds {
  const seconds = Math.max(0, nowMs - state.phaseMs) / 1000;
  return { ...state.spent, [state.phase]: (state.spent[state.phase] ?? 0) + seconds };
}

/** A phase began. One that came before is late news and changes nothing. */
export function enteredPhase(state: ProgressState, phase: PhaseName, nowMs: number): ProgressState {
  if (phaseNames.indexOf(phase) <= phaseNames.indexOf(state.phase)) return state;
  const entered = {
    ...state,
    phase,
    phaseMs: nowMs,
    share: 0,
    step: undefined,
    spent: withSpent(state, nowMs),
  };
  return moved(entered, 0);
}

/** A step ended: `index` of `total` are done. */
export function steppedTo(state: ProgressState, index: number, total: number, nowMs: number): ProgressState {
  if (total < 1 || index < (state.step?.index ?? 0)) return state;
  const firstStep = state.firstStep ?? { index, atMs: nowMs };
  const counted = index - firstStep.index;
  const secondsPerStep = counted > 0 ? (nowMs - firstStep.atMs) / 1000 / counted : state.secondsPerStep;
  const weight = state.weights[state.phase] ?? 0;
  const measured = secondsPerStep !== undefined && index >= stepsBeforeEstimate && weight > 0;
  const wholeSeconds = measured ? (secondsPerStep * total) / weight : state.wholeSeconds;
  return moved({ ...state, step: { index, total }, firstStep, secondsPerStep, wholeSeconds }, index / total);
}

/** So much of the current phase is done, 0 to 1, for phases without steps. */
export function sharedTo(state: ProgressState, done: number, nowMs: number): ProgressState {
  const next = moved(state, done);
  const seconds = (nowMs - state.phaseMs) / 1000;
  const weight = state.weights[state.phase] ?? 0;
  // Steps know better than shares of a short phase.
  if (state.secondsPerStep !== undefined || weight < 0.5) return next;
  if (next.share < shareBeforeEstimate || seconds < secondsBeforeEstimate) return next;
  return { ...next, wholeSeconds: seconds / next.share / weight };
}

export function endedProgress(state: ProgressState, nowMs: number, isDone: boolean): ProgressState {
  return {
    ...state,
    endMs: nowMs,
    progress: isDone ? 1 : state.progress,
    spent: withSpent(state, nowMs),
  };
}

export function progressView(state: ProgressState, nowMs: number): ProgressView {
  const left = state.wholeSeconds === undefined ? undefined : state.wholeSeconds * (1 - state.progress);
  return {
    phase: state.phase,
    progress: state.progress,
    secondsElapsed: Math.max(0, (state.endMs ?? nowMs) - state.startMs) / 1000,
    ...(state.step === undefined ? {} : { step: { ...state.step } }),
    ...(state.secondsPerStep === undefined ? {} : { secondsPerStep: state.secondsPerStep }),
    ...(left === undefined || state.endMs !== undefined ? {} : { secondsLeft: left }),
  };
}
