import { isFinished } from '../../../src-shared/jobs/job.ts';
import type { ClipId, JobId } from '../../../src-shared/lib/ids.ts';
import { findClip } from '../../../src-shared/timeline/clips.ts';
import type { Studio } from '../studio.ts';
import { documentOf } from './commit.ts';

/** Asks main to stop a job; the button shows it at once. */
export function cancelJob(studio: Studio, job: JobId): void {
  studio.jobs.markCancelling(job);
  studio.messages.say(studio.text('job.cancelling'));
  studio.bridge.call('jobs.cancel', job).catch((error: unknown) => studio.report(error));
}

function runningJobsOf(studio: Studio, clips: readonly ClipId[]): readonly JobId[] {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return [];
  const { jobs } = studio.jobs.getState();
  return clips.flatMap((id) => {
    const source = findClip(timeline, id)?.clip.source;
    if (source?.kind !== 'job') return [];
    const job = jobs.get(source.jobId);
    return job === undefined || isFinished(job.state) ? [] : [source.jobId];
  });
}

/**
 * Before placeholders are deleted: asks whether their jobs shall end or go on into the library.
 *
 * @returns false when the person thought better of deleting
 */
export async function settleRunningJobs(studio: Studio, clips: readonly ClipId[]): Promise<boolean> {
  const running = runningJobsOf(studio, clips);
  if (running.length === 0) return true;
  const answer = await studio.question.ask({
    title: studio.text('question.runningJob.title'),
    text: studio.text('question.runningJob.text'),
    answers: [
      { id: 'back', label: studio.text('question.back') },
      { id: 'keep', label: studio.text('question.runningJob.keep') },
      { id: 'cancel', label: studio.text('question.runningJob.cancel'), tone: 'danger' },
    ],
  });
  if (answer === 'back') return false;
  if (answer === 'cancel') for (const job of running) cancelJob(studio, job);
  return true;
}
