import type { JobId } from '../../../src-shared/lib/ids.ts';
import { isFinished } from '../../../src-shared/jobs/job.ts';
import type { Studio } from '../../editor/studio.ts';

function asked(studio: Studio, call: Promise<unknown>): void {
  call.catch((error: unknown) => studio.report(error));
}

/** What the job has done is kept; it goes on from there. */
export function pauseJob(studio: Studio, job: JobId): void {
  asked(studio, studio.bridge.call('jobs.pause', job));
}

export function resumeJob(studio: Studio, job: JobId): void {
  asked(studio, studio.bridge.call('jobs.resume', job));
}

/** @param before the waiting job it shall stand before; null = at the end */
export function moveJob(studio: Studio, jobId: JobId, before: JobId | null): void {
  asked(studio, studio.bridge.call('jobs.move', { jobId, before }));
}

/** The same shot as a draft, or with fewer steps: for a machine it was too much for. */
export function retryLighter(studio: Studio, jobId: JobId): void {
  studio.previews.start(jobId);
  asked(studio, studio.bridge.call('jobs.retry', { jobId, lighter: true }));
}

/** Those that wait first, so that none of them starts because the running one stops. */
export function pauseAll(studio: Studio): void {
  const open = [...studio.jobs.getState().jobs.values()].filter(
    ({ kind, state }) => kind === 'generate' && !isFinished(state),
  );
  for (const { id } of open.filter(({ state }) => state === 'queued')) pauseJob(studio, id);
  for (const { id } of open.filter(({ state }) => state === 'running')) pauseJob(studio, id);
}

export function resumeAll(studio: Studio): void {
  const paused = [...studio.jobs.getState().jobs.values()].filter(({ state }) => state === 'paused');
  for (const { id } of paused) resumeJob(studio, id);
}
