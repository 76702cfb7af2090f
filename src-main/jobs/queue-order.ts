import { laneOf, type JobSpec, type Lane } from './job-spec.ts';
import { sourceUses } from '../../src-shared/generation/source-uses.ts';
import { isFinished, type JobState } from '../../src-shared/jobs/job.ts';
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

/** A job that is made from what another one makes waits for it, wherever it was put; what came to nothing it finds out. */
function waitsForOthers({ spec }: Ordered, open: ReadonlySet<string>): boolean {
  return spec.kind === 'generate' && sourceUses(spec.request).some(({ mediaId }) => open.has(mediaId));
}

/** The job a lane starts next: drafts before finals, then by order; none before those it is made from. */
export function nextOf<Job extends Ordered>(jobs: readonly Job[], lane: Lane): Job | undefined {
  const open = new Set<string>(jobs.filter(({ state }) => !isFinished(state)).map(({ id }) => id));
  let next: Job | undefined;
  for (const job of jobs) {
    if (job.state !== 'queued' || laneOf(job.spec) !== lane || waitsForOthers(job, open)) continue;
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

export interface NewOrder {
  readonly id: JobId;
  readonly order: number;
}

/**
 * The orders that put a job before another one, or behind all. Only its own changes, as long as a number lies between its
 * new neighbours; after some fifty moves to one place none does, and all are counted anew.
 */
export function ordersBefore(jobs: readonly Ordered[], moved: Ordered, before: JobId | null): NewOrder[] {
  const others = jobs.filter(({ id }) => id !== moved.id).sort((a, b) => a.order - b.order);
  const at = others.findIndex(({ id }) => id === before);
  const after = others[at];
  if (after === undefined) return [{ id: moved.id, order: lastOrder(others) + 1 }];
  const previous = others[at - 1];
  const order = previous === undefined ? after.order - 1 : (previous.order + after.order) / 2;
  if (order < after.order && (previous === undefined || order > previous.order)) {
    return [{ id: moved.id, order }];
  }
  return [...others.slice(0, at), moved, ...others.slice(at)].map(({ id }, index) => ({ id, order: index }));
}
