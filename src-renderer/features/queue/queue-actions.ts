import type { JobId } from '../../../src-shared/lib/ids.ts';
import { isFinished, type JobSnapshot } from '../../../src-shared/jobs/job.ts';
import type { Studio } from '../../editor/studio.ts';
import { retryShot } from '../generate/retry.ts';
import { moveTo, placeOf, queueOrder } from './queue-order.ts';

function asked(studio: Studio, call: Promise<unknown>): void {
  call.catch((error: unknown) => studio.report(error));
}

function listed(studio: Studio): readonly JobSnapshot[] {
  return queueOrder([...studio.jobs.getState().jobs.values()]);
}

/** What the job has done is kept; it goes on from there. */
export function pauseJob(studio: Studio, job: JobId): void {
  asked(studio, studio.bridge.call('jobs.pause', job));
}

export function resumeJob(studio: Studio, job: JobId): void {
  asked(studio, studio.bridge.call('jobs.resume', job));
}

export interface Move {
  /** Where among those it can change places with. */
  readonly to: number | 'earlier' | 'later' | 'first' | 'last';
}

/** Gives a waiting job another place, and says which. Drafts stay before finals whatever is asked for. */
export function moveJob(studio: Studio, job: JobSnapshot, { to }: Move): void {
  const place = placeOf(listed(studio), job);
  const last = place.among.length - 1;
  const places = { earlier: place.index - 1, later: place.index + 1, first: 0, last };
  const wanted = Math.max(0, Math.min(last, typeof to === 'number' ? to : places[to]));
  const before = moveTo(place, wanted);
  if (before === undefined) return;
  asked(studio, studio.bridge.call('jobs.move', { jobId: job.id, before }));
  studio.messages.speak(
    studio.text('queue.moved', { name: job.label, place: wanted + 1, of: place.among.length }),
  );
}

/** The same shot as a draft, or with fewer steps: for a machine it was too much for. */
export function retryLighter(studio: Studio, jobId: JobId): void {
  studio.previews.start(jobId);
  asked(studio, studio.bridge.call('jobs.retry', { jobId, lighter: true }));
}

/** Those that wait first, so that none of them starts because the running one stops. */
export function pauseAll(studio: Studio): void {
  const open = listed(studio).filter(({ kind, state }) => kind === 'generate' && !isFinished(state));
  for (const { id } of open.filter(({ state }) => state === 'queued')) pauseJob(studio, id);
  for (const { id } of open.filter(({ state }) => state === 'running')) pauseJob(studio, id);
}

export function resumeAll(studio: Studio): void {
  const paused = listed(studio).filter(({ state }) => state === 'paused');
  for (const { id } of paused) resumeJob(studio, id);
}

/** Shots the end of the program came between. */
export function interruptedJobs(jobs: readonly JobSnapshot[]): readonly JobSnapshot[] {
  return jobs.filter(({ kind, state }) => kind === 'generate' && state === 'interrupted');
}

/** All of them wait again, each going on from what it had done, in the order they had. */
export async function goOnWithAll(studio: Studio): Promise<void> {
  for (const { id } of interruptedJobs(listed(studio))) await retryShot(studio, id);
}

/** Forgets what has ended. */
export function clearFinished(studio: Studio): void {
  studio.jobs.dropFinished();
  asked(studio, studio.bridge.call('jobs.clear'));
}
