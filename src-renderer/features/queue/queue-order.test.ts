import { describe, expect, it } from 'vitest';
import type { JobSnapshot } from '../../../src-shared/jobs/job.ts';
import { branded } from '../../../src-shared/lib/brand.ts';
import type { JobId } from '../../../src-shared/lib/ids.ts';
import { queueOrder, secondsOfQueue } from './queue-order.ts';

function job(id: string, part: Partial<JobSnapshot>): JobSnapshot {
  return {
    id: branded<JobId>(id),
    seq: 1,
    kind: 'generate',
    label: id,
    state: 'queued',
    phase: 'waiting',
    progress: 0,
    secondsElapsed: 0,
    quality: 'final',
    ...part,
  };
}

describe('the order of the queue', () => {
  it('shows what runs, what waits as it will run, what is paused, and the ended newest first', () => {
    const jobs = [
      job('old', { state: 'done' }),
      job('new', { state: 'failed' }),
      job('second', { order: 2 }),
      job('first', { order: 1 }),
      job('draft', { order: 3, quality: 'draft' }),
      job('paused', { state: 'paused' }),
      job('running', { state: 'running' }),
    ];
    expect(queueOrder(jobs).map(({ id }) => id)).toEqual([
      'running',
      'draft',
      'first',
      'second',
      'paused',
      'new',
      'old',
    ]);
  });

  it('says how long all of it takes only while that is known', () => {
    const running = job('a', { state: 'running', secondsLeft: 10 });
    const waiting = job('b', { secondsEstimated: 20 });
    expect(secondsOfQueue([running, waiting, job('c', { state: 'done' })])).toBe(30);
    expect(secondsOfQueue([running, job('b', {})])).toBeUndefined();
    expect(secondsOfQueue([])).toBeUndefined();
  });
});
