import { laneOf, type JobSpec, type Lane } from './job-spec.ts';
import type { JobState } from '../../src-shared/jobs/job.ts';
import type { JobId } from '../../src-shared/lib/ids.ts';

interface Ordered {
  readonly id: JobId;
  readonly spec: JobSpec;
  readonly state: JobState;
  readonly order: number;
}

function isDraft({ spec }: Ordered): boolean {
  return spec.kind === 'generate' && spec.request.quality === 'draft';
}

/** The job a lane starts next: drafts before finals, then by order. */
export function nextOf<Job extends Ordered>(jobs: Iterable<Job>, lane: Lane): Job | undefined {
  let next: Job | undefined;
  for (const job of jobs) {
    if (job.state !== 'queued' || laneOf(job.spec) !== lane) continue;
    const sooner =
      next === undefined ||
      (isDraft(job) === isDraft(next) ? job.order < next.order : isDraft(job) && !isDraft(next));
    if (sooner) next = job;
  }
  return next;
}

/** The highest order there is; -1 of none. */
export function lastOrder(jobs: Iterable<Ordered>): number {
  let last = -1;
  for (const { order } of jobs) last = Math.max(last, order);
  return last;
}

/** An order for a job that puts it before another one, or behind all: only its own changes. */
export function orderBefore(jobs: readonly Ordered[], moved: Ordered, before: JobId | null): number {
  const others = jobs.filter(({ id }) => id !== moved.id).sort((a, b) => a.order - b.order);
  const at = others.findIndex(({ id }) => id === before);
  const after = others[at];
  if (after === undefined) return lastOrder(others) + 1;
  const previous = others[at - 1];
  return previous === undefined ? after.order - 1 : (previous.order + after.order) / 2;
}
