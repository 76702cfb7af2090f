import { expect, test } from 'vitest';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { JobSnapshot } from '../../src-shared/jobs/job.ts';
import { generationRequestSchema } from '../../src-shared/generation/request.ts';
import { jobIdSchema, mediaIdSchema } from '../../src-shared/lib/ids.ts';
import type { JobId } from '../../src-shared/lib/ids.ts';
import { MemoryVfs } from '../files/testing/memory-vfs.ts';
import { silentLogger } from '../log/logger.ts';
import type { OpenProject } from '../projects/projects.ts';
import { sampleProject } from '../projects/testing/samples.ts';
import type { JobSpec } from './job-spec.ts';
import { openQueueFile } from './queue-file.ts';
import { createJobQueue } from './queue.ts';
import type { JobOutcome, JobQueue, JobReport } from './queue.ts';

const file = '/profile/queue.journal';
const document = sampleProject();
// The queue only hands the project on.
const project: OpenProject = {
  named: false,
  session: {
    document,
    folder: '/drafts/Sample.kinoloom',
    readOnly: false,
    heldBy: undefined,
    report: { snapshot: 'current', replayedEdits: 0, droppedEdits: 0, cutBytes: 0 },
    commitTimeline: () => Promise.resolve(),
    setBins: () => Promise.resolve(),
    addMedia: () => Promise.resolve(),
    addResult: () => Promise.resolve(),
    save: () => Promise.resolve(),
    restore: () => Promise.resolve(),
    close: () => Promise.resolve(),
  },
};
const generateSpec: JobSpec = {
  kind: 'generate',
  projectId: document.id,
  request: generationRequestSchema.parse({ operation: 'generate', prompt: 'a fox', seconds: 2 }),
};
const deliverSpec: JobSpec = { kind: 'deliver', projectId: document.id, preset: 'web', out: '/films/a.mp4' };

interface Running {
  readonly id: JobId;
  readonly report: JobReport;
  readonly signal: AbortSignal;
  readonly finish: (outcome: JobOutcome) => void;
  readonly fail: (error: unknown) => void;
}

function id(name: string): JobId {
  return jobIdSchema.parse(`job-${name}`);
}

/** A queue whose jobs end when the test says so; `started` holds those that run or ran, in order. */
async function startQueue(vfs: MemoryVfs) {
  const started: Running[] = [];
  const seen: JobSnapshot[] = [];
  let held = 0;
  const forgotten: JobId[] = [];
  const queue = createJobQueue({
    file: await openQueueFile(vfs, file),
    log: silentLogger,
    nowMs: () => 0,
    hold: () => {
      held += 1;
      return async () => {
        held -= 1;
      };
    },
    forget: (gone) => Promise.resolve(void forgotten.push(gone)),
    run: ({ id: running }, report, signal) =>
      new Promise((finish, fail) => {
        started.push({ id: running, report, signal, finish, fail });
        signal.addEventListener('abort', () => fail(signal.reason));
      }),
  });
  queue.changed.listen((snapshot) => seen.push(snapshot));
  return { queue, started, seen, forgotten, held: () => held };
}

/** Waits until the queue has told of a job in that state. */
function reached(queue: JobQueue, job: JobId, state: JobSnapshot['state']): Promise<void> {
  if (queue.list().some((snapshot) => snapshot.id === job && snapshot.state === state))
    return Promise.resolve();
  return new Promise((resolve) => {
    const stop = queue.changed.listen((snapshot) => {
      if (snapshot.id !== job || snapshot.state !== state) return;
      stop();
      resolve();
    });
  });
}

function states(queue: JobQueue): Record<string, string> {
  return Object.fromEntries(queue.list().map(({ id: job, state }) => [job, state]));
}

test('one generation runs at a time, an export beside it, and the next starts when one is done', async () => {
  const { queue, started, held } = await startQueue(new MemoryVfs(['/profile']));
  await queue.add(id('one'), 'one', generateSpec, project);
  await queue.add(id('two'), 'two', generateSpec, project);
  await queue.add(id('film'), 'film', deliverSpec, project);
  await reached(queue, id('film'), 'running');
  expect(states(queue)).toEqual({ 'job-one': 'running', 'job-two': 'queued', 'job-film': 'running' });
  await expect.poll(() => started.length).toBe(2);
  const mediaId = mediaIdSchema.parse('media-take');
  started.find((job) => job.id === id('one'))?.finish({ mediaId });
  await reached(queue, id('two'), 'running');
  expect(queue.list()[0]).toMatchObject({ state: 'done', mediaId });
  expect(held()).toBe(2);
  await queue.dispose();
});

test('cancelling a waiting job leaves the running one alone, and the other way round', async () => {
  const { queue, started } = await startQueue(new MemoryVfs(['/profile']));
  for (const name of ['one', 'two', 'three']) await queue.add(id(name), name, generateSpec, project);
  await reached(queue, id('one'), 'running');
  await queue.cancel(id('two'));
  expect(states(queue)).toEqual({ 'job-one': 'running', 'job-two': 'cancelled', 'job-three': 'queued' });
  await expect.poll(() => started.length).toBe(1);
  await queue.cancel(id('one'));
  await reached(queue, id('one'), 'cancelled');
  await reached(queue, id('three'), 'running');
  expect(states(queue)).toEqual({ 'job-one': 'cancelled', 'job-two': 'cancelled', 'job-three': 'running' });
  await queue.dispose();
});

test('a failure carries its sentence, and the rest goes on', async () => {
  const { queue, started } = await startQueue(new MemoryVfs(['/profile']));
  await queue.add(id('one'), 'one', generateSpec, project);
  await queue.add(id('two'), 'two', generateSpec, project);
  await expect.poll(() => started.length).toBe(1);
  started[0]?.fail(
    new AppError('engine.memory', 'There is not enough memory.', { hint: 'Make it shorter.' }),
  );
  await reached(queue, id('two'), 'running');
  expect(queue.list()[0]).toMatchObject({
    state: 'failed',
    error: { code: 'engine.memory', hint: 'Make it shorter.' },
  });
  await queue.dispose();
});

test('the sequence number of what is told always rises', async () => {
  const { queue, started, seen } = await startQueue(new MemoryVfs(['/profile']));
  await queue.add(id('one'), 'one', generateSpec, project);
  await expect.poll(() => started.length).toBe(1);
  for (const phase of ['loading', 'reading-prompt', 'denoising'] as const) started[0]?.report.phase(phase);
  for (let step = 1; step <= 5; step += 1) started[0]?.report.step(step, 5);
  started[0]?.finish({});
  await queue.idle();
  const numbers = seen.map(({ seq }) => seq);
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  expect(new Set(numbers).size).toBe(numbers.length);
  const progress = seen.filter(({ state }) => state === 'running').map((snapshot) => snapshot.progress);
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
});

test('after a crash what ran or waited is interrupted and does not start by itself, and what was done is gone', async () => {
  const vfs = new MemoryVfs(['/profile']);
  const first = await startQueue(vfs);
  for (const name of ['one', 'two', 'three']) await first.queue.add(id(name), name, generateSpec, project);
  await expect.poll(() => first.started.length).toBe(1);
  first.started[0]?.finish({});
  await reached(first.queue, id('two'), 'running');
  await expect.poll(() => first.started.length).toBe(2);

  // No dispose: the program was killed here.
  const second = await startQueue(vfs);
  expect(states(second.queue)).toEqual({ 'job-two': 'interrupted', 'job-three': 'interrupted' });
  expect(second.queue.list()[0]).toMatchObject({ error: { retryable: true } });
  expect(second.started).toHaveLength(0);
  await second.queue.add(id('four'), 'four', generateSpec, project);
  await expect.poll(() => second.started.map((job) => job.id)).toEqual([id('four')]);
  await second.queue.clear();
  expect(states(second.queue)).toEqual({ 'job-four': 'running' });
  await second.queue.dispose();

  const third = await startQueue(vfs);
  expect(states(third.queue)).toEqual({ 'job-four': 'interrupted' });
});

const draftSpec: JobSpec = {
  kind: 'generate',
  projectId: document.id,
  request: generationRequestSchema.parse({
    operation: 'generate',
    prompt: 'a fox',
    seconds: 2,
    quality: 'draft',
  }),
};

test('a running job that is paused keeps what it has, lets others run, and goes on when it is resumed', async () => {
  const { queue, started, forgotten, held } = await startQueue(new MemoryVfs(['/profile']));
  await queue.add(id('one'), 'one', generateSpec, project);
  await queue.add(id('two'), 'two', generateSpec, project);
  await expect.poll(() => started.length).toBe(1);
  await queue.pause(id('one'));
  await reached(queue, id('two'), 'running');
  expect(states(queue)).toEqual({ 'job-one': 'paused', 'job-two': 'running' });
  expect(held()).toBe(2);
  await queue.resume(id('one'));
  expect(states(queue)['job-one']).toBe('queued');
  await expect.poll(() => started.length).toBe(2);
  started[1]?.finish({});
  await reached(queue, id('one'), 'running');
  expect(forgotten).toEqual([id('two')]);
  await queue.cancel(id('one'));
  await reached(queue, id('one'), 'cancelled');
  await expect.poll(() => forgotten).toEqual([id('two'), id('one')]);
  await queue.dispose();
});

test('waiting jobs are paused, cancelled while paused, and put before one another', async () => {
  const vfs = new MemoryVfs(['/profile']);
  const { queue, started } = await startQueue(vfs);
  for (const name of ['one', 'two', 'three', 'four']) {
    await queue.add(id(name), name, generateSpec, project);
  }
  await queue.move(id('four'), id('two'));
  await queue.move(id('two'), null);
  expect(queue.list().map((job) => job.id)).toEqual([id('one'), id('four'), id('three'), id('two')]);
  await queue.pause(id('four'));
  await expect.poll(() => started.length).toBe(1);
  started[0]?.finish({});
  await reached(queue, id('three'), 'running');
  await queue.cancel(id('four'));
  expect(states(queue)['job-four']).toBe('cancelled');
  await queue.dispose();
  // The order outlives the program.
  const again = await startQueue(vfs);
  expect(again.queue.list().map((job) => job.id)).toEqual([id('three'), id('two')]);
  await again.queue.dispose();
});

test('drafts run before finals, and waiting jobs say how long they will take once one was done', async () => {
  let now = 0;
  const started: Running[] = [];
  const queue = createJobQueue({
    file: await openQueueFile(new MemoryVfs(['/profile']), file),
    log: silentLogger,
    nowMs: () => now,
    hold: () => () => Promise.resolve(),
    forget: () => Promise.resolve(),
    run: ({ id: running }, report, signal) =>
      new Promise((finish, fail) => started.push({ id: running, report, signal, finish, fail })),
  });
  await queue.add(id('one'), 'one', generateSpec, project);
  await queue.add(id('two'), 'two', generateSpec, project);
  await queue.add(id('draft'), 'draft', draftSpec, project);
  await expect.poll(() => started.length).toBe(1);
  expect(queue.list().some((job) => job.secondsEstimated !== undefined)).toBe(false);
  now = 6000;
  started[0]?.finish({});
  await reached(queue, id('draft'), 'running');
  const [, two, draft] = queue.list();
  expect(two).toMatchObject({ quality: 'final', secondsEstimated: 6 });
  expect(draft).toMatchObject({ quality: 'draft', secondsEstimated: 2 });
  await expect.poll(() => started.length).toBe(2);
  started[1]?.finish({});
  await expect.poll(() => started.length).toBe(3);
  started[2]?.finish({});
  await queue.idle();
  await queue.dispose();
});

test('what did not succeed is tried again, also with less; what runs or is done is not', async () => {
  const { queue, started } = await startQueue(new MemoryVfs(['/profile']));
  await queue.add(id('one'), 'one', generateSpec, project);
  await expect.poll(() => started.length).toBe(1);
  await expect(queue.retry(id('one'), project)).rejects.toMatchObject({ code: 'input.option' });
  started[0]?.fail(new AppError('engine.memory', 'Too little memory.'));
  await reached(queue, id('one'), 'failed');
  await queue.retry(id('one'), project, draftSpec);
  await expect.poll(() => started.length).toBe(2);
  expect(queue.specOf(id('one'))).toEqual(draftSpec);
  expect(queue.list()[0]?.error).toBeUndefined();
  started[1]?.finish({});
  await reached(queue, id('one'), 'done');
  await expect(queue.retry(id('one'), project)).rejects.toMatchObject({ code: 'input.option' });
  await queue.dispose();
});

test('five hundred waiting jobs cost no more per job than five', async () => {
  const eventsFor = async (count: number): Promise<number> => {
    const { queue, started, seen } = await startQueue(new MemoryVfs(['/profile']));
    for (let at = 0; at < count; at += 1) await queue.add(id(`n${at}`), 'n', generateSpec, project);
    await expect.poll(() => started.length).toBe(1);
    const before = seen.length;
    await queue.move(id(`n${count - 1}`), id('n1'));
    started[0]?.report.step(1, 12);
    started[0]?.finish({});
    await reached(queue, id(`n${count - 1}`), 'running');
    const after = seen.length - before;
    await queue.dispose();
    return after;
  };
  expect(await eventsFor(500)).toBe(await eventsFor(5));
});

test('jobs can be put before the same one again and again, also after a restart', async () => {
  const vfs = new MemoryVfs(['/profile']);
  const { queue } = await startQueue(vfs);
  const names = Array.from({ length: 80 }, (_, index) => `n${index}`);
  for (const name of ['running', 'last', ...names]) await queue.add(id(name), name, generateSpec, project);
  await reached(queue, id('running'), 'running');
  for (const name of names) await queue.move(id(name), id('last'));
  const wanted = ['running', ...names, 'last'].map(id);
  expect(queue.list().map((job) => job.id)).toEqual(wanted);
  await queue.dispose();
  const again = await startQueue(vfs);
  expect(again.queue.list().map((job) => job.id)).toEqual(wanted);
  await again.queue.dispose();
});
