import { describe, expect, it } from 'vitest';
import type { JobSnapshot } from '../../../src-shared/jobs/job.ts';
import { branded } from '../../../src-shared/lib/brand.ts';
import type { JobId } from '../../../src-shared/lib/ids.ts';
import { createJobsStore, shownState } from './jobs-store.ts';

const id = branded<JobId>('job-1');

function snapshot(seq: number, part: Partial<JobSnapshot> = {}): JobSnapshot {
  return {
    id,
    seq,
    kind: 'generate',
    label: 'A shot',
    state: 'running',
    phase: 'denoising',
    progress: seq / 10,
    secondsElapsed: 1,
    ...part,
  };
}

describe('jobs', () => {
  it('takes news in order and drops what comes late or twice', () => {
    const jobs = createJobsStore();
    expect([1, 3, 2, 3].map((seq) => jobs.receive(snapshot(seq)))).toEqual([true, true, false, false]);
    expect(jobs.getState().jobs.get(id)?.seq).toBe(3);
  });

  it('shows a press on Cancel before main has answered, and the end when it has', () => {
    const jobs = createJobsStore();
    jobs.receive(snapshot(1));
    jobs.markCancelling(id);
    expect(shownState(jobs.getState(), snapshot(1))).toBe('cancelling');
    jobs.receive(snapshot(2, { state: 'cancelled' }));
    expect(shownState(jobs.getState(), snapshot(2, { state: 'cancelled' }))).toBe('cancelled');
    expect(jobs.getState().cancelling.size).toBe(0);
  });

  it('shows a refused request as a failed job with its sentence', () => {
    const jobs = createJobsStore();
    jobs.fail(id, 'A shot', new Error('no'));
    expect(jobs.getState().jobs.get(id)).toMatchObject({ state: 'failed', error: { code: 'bug' } });
  });

  it('forgets only what is finished', () => {
    const jobs = createJobsStore();
    jobs.receive(snapshot(1));
    jobs.receive(snapshot(1, { id: branded<JobId>('job-2'), state: 'done' }));
    jobs.dropFinished();
    expect([...jobs.getState().jobs.keys()]).toEqual([id]);
  });
});
