import type { JobSnapshot } from '../../src-shared/jobs/job.ts';
import type { JobId } from '../../src-shared/lib/ids.ts';
import type { JobQueue } from './queue.ts';

/** What the end of a job is told with while the person is elsewhere. */
export interface EndNews {
  readonly jobId: JobId;
  readonly title: string;
  readonly text: string;
}

/** The machine around the window, as far as work that goes on concerns it. The command line has none of it. */
export interface Surroundings {
  /** Keeps the computer from going to sleep; the answer lets it again. */
  stayAwake(): () => void;
  /** Share of what runs that is done, 0 to 1; undefined = nothing runs. */
  showProgress(share: number | undefined): void;
  /** Whether the person has the window before them. */
  isLookedAt(): boolean;
  /** Tells of an end outside of the window. A later one takes the place of the one before. */
  notify(news: EndNews): void;
}

function isActive({ state }: JobSnapshot): boolean {
  return state === 'running' || state === 'cancelling';
}

function waitLines(waiting: number): string[] {
  if (waiting === 0) return [];
  return [waiting === 1 ? 'One more waits.' : `${waiting} more wait.`];
}

/** Undefined where an end is no news: the person ended it themselves. */
function newsOf(job: JobSnapshot, waiting: number): EndNews | undefined {
  if (job.state !== 'done' && job.state !== 'failed') return undefined;
  const titles =
    job.kind === 'deliver'
      ? { done: 'Film delivered', failed: 'Delivery failed' }
      : { done: 'Shot finished', failed: 'Shot failed' };
  const name = job.fileName ?? job.label;
  const lines = [name, job.error?.message ?? '', ...waitLines(waiting)].filter((line) => line !== '');
  return { jobId: job.id, title: titles[job.state], text: lines.join('\n') };
}

/**
 * Tells the machine what the queue does: awake while something runs, the taskbar's bar, and a notice at the end of a job
 * that nobody watched. The answer stops it and lets the computer sleep.
 */
export function watchQueue(queue: Pick<JobQueue, 'changed' | 'list'>, around: Surroundings): () => void {
  const active = new Map<JobId, number>();
  const waiting = new Set<JobId>();
  let sleepAgain: (() => void) | undefined;

  function take(job: JobSnapshot): void {
    if (isActive(job)) active.set(job.id, job.progress);
    else active.delete(job.id);
    if (job.state === 'queued') waiting.add(job.id);
    else waiting.delete(job.id);
  }

  function show(): void {
    const shares = [...active.values()];
    const sum = shares.reduce((all, share) => all + share, 0);
    around.showProgress(shares.length === 0 ? undefined : sum / shares.length);
    // Between two jobs nothing runs for a moment; what waits keeps the computer awake over it.
    if (shares.length + waiting.size > 0) sleepAgain ??= around.stayAwake();
    else rest();
  }

  function rest(): void {
    sleepAgain?.();
    sleepAgain = undefined;
  }

  for (const job of queue.list()) take(job);
  show();
  const stop = queue.changed.listen((job) => {
    take(job);
    show();
    const news = newsOf(job, waiting.size);
    if (news !== undefined && !around.isLookedAt()) around.notify(news);
  });
  return () => {
    stop();
    rest();
  };
}
