import { describe, expect, test } from 'vitest';
import { AppError, toErrorData } from '../../src-shared/errors/app-error.ts';
import type { JobSnapshot } from '../../src-shared/jobs/job.ts';
import { jobIdSchema } from '../../src-shared/lib/ids.ts';
import { createEmitter } from '../platform/emitter.ts';
import { watchQueue, type EndNews } from './queue-watch.ts';

function job(name: string, part: Partial<JobSnapshot> = {}): JobSnapshot {
  return {
    id: jobIdSchema.parse(`job-${name}`),
    seq: 0,
    kind: 'generate',
    label: name,
    state: 'running',
    phase: 'denoising',
    progress: 0.5,
    secondsElapsed: 1,
    ...part,
  };
}

/** A machine that only remembers what it was told. */
function machine({ lookedAt = false } = {}) {
  const changed = createEmitter<JobSnapshot>();
  const told: { awake: number; holds: number; bar: number | undefined; news: EndNews[] } = {
    awake: 0,
    holds: 0,
    bar: undefined,
    news: [],
  };
  const stop = watchQueue(
    { changed, list: () => [] },
    {
      stayAwake() {
        told.awake += 1;
        told.holds += 1;
        return () => {
          told.awake -= 1;
        };
      },
      showProgress: (share) => {
        told.bar = share;
      },
      isLookedAt: () => lookedAt,
      notify: (news) => void told.news.push(news),
    },
  );
  return { tell: (one: JobSnapshot) => changed.emit(one), told, stop };
}

describe('the computer', () => {
  test('stays awake from the first job to the end of the last, without a moment between two', () => {
    const { tell, told } = machine();
    tell(job('a', { state: 'queued' }));
    tell(job('a'));
    tell(job('b', { state: 'queued' }));
    tell(job('a', { state: 'done' }));
    expect(told.awake).toBe(1);
    tell(job('b'));
    tell(job('b', { state: 'failed' }));
    expect(told).toMatchObject({ awake: 0, holds: 1 });
  });

  test('may sleep while everything is paused, and when the program ends', () => {
    const { tell, told, stop } = machine();
    tell(job('a'));
    tell(job('a', { state: 'paused' }));
    expect(told.awake).toBe(0);
    tell(job('a'));
    stop();
    expect(told.awake).toBe(0);
  });

  test('shows in the taskbar how far what runs has come', () => {
    const { tell, told } = machine();
    tell(job('a', { progress: 0.2 }));
    tell(job('film', { kind: 'deliver', progress: 0.6 }));
    expect(told.bar).toBeCloseTo(0.4);
    tell(job('a', { state: 'cancelled' }));
    tell(job('film', { kind: 'deliver', state: 'done' }));
    expect(told.bar).toBeUndefined();
  });
});

describe('the end of a job', () => {
  test('is told where nobody looks, with how many wait', () => {
    const { tell, told } = machine();
    for (const name of ['a', 'b', 'c']) tell(job(name, { state: 'queued' }));
    tell(job('a'));
    tell(job('a', { state: 'done' }));
    const error = toErrorData(new AppError('engine.memory', 'There is not enough memory.'));
    tell(job('b', { state: 'failed', error }));
    tell(job('c', { kind: 'deliver', state: 'done', fileName: 'film.mp4' }));
    expect(told.news).toEqual([
      { jobId: 'job-a', title: 'Shot finished', text: 'a\n2 more wait.' },
      { jobId: 'job-b', title: 'Shot failed', text: 'b\nThere is not enough memory.\nOne more waits.' },
      { jobId: 'job-c', title: 'Film delivered', text: 'film.mp4' },
    ]);
  });

  test('is no news to somebody who looks, nor where they ended it themselves', () => {
    const watched = machine({ lookedAt: true });
    watched.tell(job('a', { state: 'done' }));
    const alone = machine();
    alone.tell(job('a', { state: 'cancelled' }));
    alone.tell(job('b', { state: 'interrupted' }));
    alone.tell(job('c', { state: 'paused' }));
    expect([...watched.told.news, ...alone.told.news]).toEqual([]);
  });
});
