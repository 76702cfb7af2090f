import type { JobSnapshot, PhaseName } from '../../src-shared/jobs/job.ts';

/** The part of a snapshot that real events move. */
export type ProgressPart = Pick<
  JobSnapshot,
  'phase' | 'progress' | 'step' | 'secondsPerStep' | 'secondsLeft' | 'secondsElapsed' | 'peakBytes'
>;

export interface JobProgress {
  phase(phase: PhaseName, nowMs: number): void;
  step(index: number, total: number, nowMs: number): void;
  /** Answers whether it is worth telling: progress moved by a hundredth. */
  share(done: number, nowMs: number): boolean;
  peak(bytes: number): void;
  end(nowMs: number): void;
  read(nowMs: number): ProgressPart;
}

type Weights = Partial<Record<PhaseName, number>>;

const weights = {
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
} as const satisfies Record<string, Weights>;

/** Progress of one attempt: starts at 0 and never falls. Times in milliseconds of one clock. */
export function startProgress(kind: keyof typeof weights, startMs: number): JobProgress {
  const parts: Weights = weights[kind];
  const order = Object.keys(parts);
  let phase: PhaseName = 'waiting';
  let progress = 0;
  let step: { index: number; total: number } | undefined;
  let firstStepMs: number | undefined;
  let secondsPerStep: number | undefined;
  let peakBytes: number | undefined;
  let endMs: number | undefined;

  function before(name: PhaseName): number {
    let sum = 0;
    for (const [other, weight] of Object.entries(parts)) {
      if (other === name) break;
      sum += weight;
    }
    return sum;
  }

  function move(done: number): void {
    const reached = before(phase) + (parts[phase] ?? 0) * Math.min(1, Math.max(0, done));
    progress = Math.max(progress, Math.min(1, reached));
  }

  return {
    phase(next) {
      if (!order.includes(next) || order.indexOf(next) < order.indexOf(phase)) return;
      phase = next;
      move(0);
      if (next !== 'denoising') step = undefined;
    },
    step(index, total, nowMs) {
      step = { index, total };
      move(index / total);
      if (firstStepMs === undefined) firstStepMs = nowMs;
      else if (index > 1) secondsPerStep = (nowMs - firstStepMs) / 1000 / (index - 1);
    },
    share(done) {
      const shown = Math.floor(progress * 100);
      move(done);
      return Math.floor(progress * 100) > shown;
    },
    peak(bytes) {
      peakBytes = Math.max(peakBytes ?? 0, bytes);
    },
    end(nowMs) {
      endMs = nowMs;
    },
    read(nowMs) {
      const secondsElapsed = ((endMs ?? nowMs) - startMs) / 1000;
      const known = progress >= 0.05 && endMs === undefined;
      return {
        phase,
        progress,
        secondsElapsed,
        ...(step === undefined ? {} : { step }),
        ...(secondsPerStep === undefined ? {} : { secondsPerStep }),
        ...(known ? { secondsLeft: (secondsElapsed / progress) * (1 - progress) } : {}),
        ...(peakBytes === undefined ? {} : { peakBytes }),
      };
    },
  };
}
