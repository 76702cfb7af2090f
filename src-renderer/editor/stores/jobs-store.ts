import { createStore, type StoreApi } from 'zustand/vanilla';
import { toErrorData } from '../../../src-shared/errors/app-error.ts';
import { isFinished, type JobSnapshot } from '../../../src-shared/jobs/job.ts';
import type { JobId } from '../../../src-shared/lib/ids.ts';

export interface JobsState {
  /** In order of arrival. */
  readonly jobs: ReadonlyMap<JobId, JobSnapshot>;
  /** Asked to be cancelled by the person, and not answered yet. */
  readonly cancelling: ReadonlySet<JobId>;
}

export interface JobsStore extends StoreApi<JobsState> {
  /** Takes a snapshot unless a later one is shown already. Answers whether it was taken. */
  receive(snapshot: JobSnapshot): boolean;
  markCancelling(id: JobId): void;
  /** A request main refused never becomes a job there; here it is one that failed, with its sentence. */
  fail(id: JobId, label: string, error: unknown): JobSnapshot;
  dropFinished(): void;
}

export function createJobsStore(): JobsStore {
  const store = createStore<JobsState>()(() => ({ jobs: new Map(), cancelling: new Set() }));

  function receive(snapshot: JobSnapshot): boolean {
    const { jobs, cancelling } = store.getState();
    const shown = jobs.get(snapshot.id);
    if (shown !== undefined && shown.seq >= snapshot.seq) return false;
    const nextCancelling = new Set(cancelling);
    if (isFinished(snapshot.state)) nextCancelling.delete(snapshot.id);
    store.setState({ jobs: new Map(jobs).set(snapshot.id, snapshot), cancelling: nextCancelling });
    return true;
  }

  return {
    ...store,
    receive,
    markCancelling(id) {
      store.setState(({ cancelling }) => ({ cancelling: new Set(cancelling).add(id) }));
    },
    fail(id, label, error) {
      const snapshot: JobSnapshot = {
        id,
        seq: Number.MAX_SAFE_INTEGER,
        kind: 'generate',
        label,
        state: 'failed',
        phase: 'waiting',
        progress: 0,
        secondsElapsed: 0,
        error: toErrorData(error),
      };
      receive(snapshot);
      return snapshot;
    },
    dropFinished() {
      store.setState(({ jobs }) => ({
        jobs: new Map([...jobs].filter(([, job]) => !isFinished(job.state))),
      }));
    },
  };
}

/** What the person sees as the job's state: a press on Cancel shows at once, before main has answered. */
export function shownState(state: JobsState, job: JobSnapshot): JobSnapshot['state'] {
  return state.cancelling.has(job.id) && !isFinished(job.state) ? 'cancelling' : job.state;
}
