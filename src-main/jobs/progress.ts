import type { JobSnapshot, PhaseName } from '../../src-shared/jobs/job.ts';
import {
  endedProgress,
  enteredPhase,
  progressView,
  sharedTo,
  startedProgress,
  steppedTo,
} from '../../src-shared/jobs/progress.ts';
import { firstWeights } from '../../src-shared/jobs/weights.ts';

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
  /** The bar fills only when the job is done; otherwise it stays where it was. */
  end(nowMs: number, isDone?: boolean): void;
  read(nowMs: number): ProgressPart;
}

/** Progress of one attempt: starts at 0 and never falls. Times in milliseconds of one clock. */
export function startProgress(kind: JobSnapshot['kind'], startMs: number): JobProgress {
  let state = startedProgress(firstWeights[kind], startMs);
  let peakBytes: number | undefined;
  return {
    phase(next, nowMs) {
      state = enteredPhase(state, next, nowMs);
    },
    step(index, total, nowMs) {
      state = steppedTo(state, index, total, nowMs);
    },
    share(done, nowMs) {
      const shown = Math.floor(state.progress * 100);
      state = sharedTo(state, done, nowMs);
      return Math.floor(state.progress * 100) > shown;
    },
    peak(bytes) {
      peakBytes = Math.max(peakBytes ?? 0, bytes);
    },
    end(nowMs, isDone = false) {
      state = endedProgress(state, nowMs, isDone);
    },
    read(nowMs) {
      return { ...progressView(state, nowMs), ...(peakBytes === undefined ? {} : { peakBytes }) };
    },
  };
}
