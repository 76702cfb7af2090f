import { describe, expect, it } from 'vitest';
import type { JobSnapshot } from '../../../src-shared/jobs/job.ts';
import { branded } from '../../../src-shared/lib/brand.ts';
import type { JobId } from '../../../src-shared/lib/ids.ts';
import { moveTo, placeOf, queueOrder, secondsOfQueue } from './queue-order.ts';

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
      job('lost-2', { state: 'interrupted', order: 6 }),
      job('lost-1', { state: 'interrupted', order: 5 }),
      job('running', { state: 'running' }),
    ];
    expect(queueOrder(jobs).map(({ id }) => id)).toEqual([
      'running',
      'draft',
      'first',
      'second',
      'paused',
      'lost-1',
      'lost-2',
      'new',
      'old',
    ]);
  });

  it('says how long all of it takes only while that is known', () => {
    const running = job('a', { state: 'running', secondsLeft: 10 });
    const waiting = job('b', { secondsEstimated: 20 });
    expect(secondsOfQueue([running, waiting, job('c', { state: 'done' })])).toBe(30);
    expect(secondsOfQueue([running, job('b', {})])).toBeUndefined();
    // A delivery runs beside the shots; a shot that has just begun still takes what was estimated.
    const film = job('film', { kind: 'deliver', state: 'running', secondsLeft: 25 });
    const begun = job('c', { state: 'running', secondsEstimated: 9, secondsElapsed: 4 });
    expect(secondsOfQueue([film, running, waiting])).toBe(30);
    expect(secondsOfQueue([film, begun])).toBe(25);
    expect(secondsOfQueue([begun])).toBe(5);
    expect(secondsOfQueue([])).toBeUndefined();
  });
});

describe('another place', () => {
  const list = queueOrder([
    job('final-1', { order: 1 }),
    job('final-2', { order: 2 }),
    job('final-3', { order: 3 }),
    job('draft', { order: 4, quality: 'draft' }),
  ]);
  const place = (id: string) => placeOf(list, list.find((one) => one.id === id) ?? job('none', {}));

  it('is among drafts for a draft, among finals for a final', () => {
    expect(place('draft')).toEqual({ among: ['draft'], index: 0 });
    expect(place('final-2')).toEqual({ among: ['final-1', 'final-2', 'final-3'], index: 1 });
  });

  it('is named by the job that comes to stand behind', () => {
    expect(moveTo(place('final-2'), 0)).toBe('final-1');
    expect(moveTo(place('final-2'), 2)).toBeNull();
    expect(moveTo(place('final-1'), 1)).toBe('final-3');
    expect(moveTo(place('final-3'), -5)).toBe('final-1');
    expect(moveTo(place('final-1'), 0)).toBeUndefined();
    expect(moveTo(place('draft'), 9)).toBeUndefined();
  });
});
