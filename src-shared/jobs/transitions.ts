import { AppError } from '../errors/app-error.ts';
import type { JobSnapshot, JobState } from './job.ts';

/** Where a job may go from each state. A finished job that did not succeed may be queued again under its own id. */
const next = {
  queued: ['running', 'paused', 'cancelled', 'interrupted'],
  running: ['cancelling', 'paused', 'done', 'failed', 'cancelled', 'interrupted'],
  // The last step may have been under way when cancel was pressed: its result is kept.
  cancelling: ['cancelled', 'done', 'failed', 'interrupted'],
  paused: ['queued', 'cancelled', 'interrupted'],
  done: [],
  failed: ['queued'],
  cancelled: ['queued'],
  interrupted: ['queued'],
} as const satisfies Record<JobState, readonly JobState[]>;

export function canBecome(from: JobState, to: JobState): boolean {
  const allowed: readonly JobState[] = next[from];
  return allowed.includes(to);
}

/** @throws AppError `bug` for a step that does not exist: a defect of the queue, never of a person */
export function become(from: JobState, to: JobState): JobState {
  if (!canBecome(from, to)) throw new AppError('bug', `A job that is ${from} cannot become ${to}.`);
  return to;
}

/** Whether a snapshot is news: late ones (a lower or the same `seq`) are dropped by whoever shows jobs. */
export function isNews(shown: JobSnapshot | undefined, arrived: JobSnapshot): boolean {
  return shown === undefined || arrived.seq > shown.seq;
}
