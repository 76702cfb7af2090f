import { phaseNames, type JobSnapshot, type PhaseName } from './job.ts';

/**
 * How much of a job each phase takes, as shares of 1. Data: a machine learns its own from its runs and keeps them.
 * Phases a kind of job does not have are absent.
 */
export type PhaseWeights = Readonly<Partial<Record<PhaseName, number>>>;

/** Wall seconds a finished job spent in each phase. */
export type PhaseSeconds = Readonly<Partial<Record<PhaseName, number>>>;

/** Before anything was learnt: the embedded pack on two cores. */
export const firstWeights: Readonly<Record<JobSnapshot['kind'], PhaseWeights>> = {
  generate: {
    waiting: 0,
    loading: 0.1,
    'reading-prompt': 0.02,
    preparing: 0.03,
    denoising: 0.6,
    decoding: 0.1,
    writing: 0.1,
    saving: 0.05,
  },
  deliver: { waiting: 0, preparing: 0.02, writing: 0.95, saving: 0.03 },
  import: { waiting: 0, preparing: 0.2, writing: 0.7, saving: 0.1 },
};

/** No phase is so short that the bar may stand still in it. */
const leastShare = 0.005;

/** Each run counts this much against all before it: ten runs and an old machine's habits are forgotten. */
const learningRate = 0.25;

/** Phases in order with shares that sum to 1; waiting for a turn is no work and has none. */
export function normalised(weights: PhaseWeights): PhaseWeights {
  const present = phaseNames.filter((phase) => weights[phase] !== undefined);
  const share = (phase: PhaseName): number =>
    phase === 'waiting' ? 0 : Math.max(leastShare, finite(weights[phase]));
  const total = present.reduce((sum, phase) => sum + share(phase), 0);
  return Object.fromEntries(present.map((phase) => [phase, total > 0 ? share(phase) / total : 0]));
}

function finite(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? Math.max(0, value) : 0;
}

/** The weights after one more finished job; a job that took no measurable time teaches nothing. */
export function learnt(weights: PhaseWeights, spent: PhaseSeconds): PhaseWeights {
  const phases = phaseNames.filter((phase) => weights[phase] !== undefined);
  const worked = phases.filter((phase) => phase !== 'waiting');
  const total = worked.reduce((sum, phase) => sum + finite(spent[phase]), 0);
  if (total <= 0) return normalised(weights);
  const before = normalised(weights);
  const mixed = phases.map((phase): [PhaseName, number] => [
    phase,
    finite(before[phase]) * (1 - learningRate) + (finite(spent[phase]) / total) * learningRate,
  ]);
  return normalised(Object.fromEntries(mixed));
}
