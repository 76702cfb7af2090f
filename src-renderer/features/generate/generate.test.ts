import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { documentProblems } from '../../../src-shared/project/invariants.ts';
import type { Clip } from '../../../src-shared/project/schema.ts';
import { testMedia, testStudio, type TestStudio } from '../../app/testing/test-studio.ts';
import { runCommand } from '../../editor/commands/registry.ts';
import { cancelJob } from '../../editor/actions/running-jobs.ts';
import { addToTimeline } from '../../editor/actions/place.ts';
import { contentOf } from '../../editor/shown-clip.ts';
import type { Studio } from '../../editor/studio.ts';
import { setFirstFrame } from './conditions.ts';
import { extendClip } from './extend.ts';
import { retryShot } from './retry.ts';

function documentOf(studio: Studio) {
  const document = studio.project.getState().project?.document;
  if (document === undefined) throw new Error('No project');
  return document;
}

function clipsOf(studio: Studio): readonly Clip[] {
  return documentOf(studio).timeline.tracks[0]?.clips ?? [];
}

function onlyJob(studio: Studio) {
  const [job] = studio.jobs.getState().jobs.values();
  if (job === undefined) throw new Error('No job');
  return job;
}

async function withShot(seconds = 2): Promise<TestStudio> {
  const test = await testStudio();
  test.studio.prompt.setState({ prompt: 'A red balloon rises', seconds });
  await runCommand(test.studio, 'generate.start');
  return test;
}

const isDone = (studio: Studio) => () =>
  [...studio.jobs.getState().jobs.values()].every(({ state }) => state === 'done');

describe('generating a shot', () => {
  it('stands on the timeline at once, exactly as long as asked for', async () => {
    const { studio, main } = await withShot(1.5);
    expect(clipsOf(studio)).toMatchObject([
      { name: 'A red balloon rises', start: 0, length: 36, sourceIn: 0, source: { kind: 'job', length: 36 } },
    ]);
    // Main knows of the placeholder before it is asked for the take.
    expect(main.calls.map(({ name }) => name).slice(-2)).toEqual(['project.commit', 'jobs.generate']);
    expect(main.project().document.timeline).toEqual(documentOf(studio).timeline);
  });

  it('asks for the project’s own rate and size, and leaves to the model what is not set', async () => {
    const { main } = await withShot();
    expect(main.calls.at(-1)?.input).toMatchObject({
      request: {
        operation: 'generate',
        prompt: 'A red balloon rises',
        seconds: 2,
        rate: { num: 24, den: 1 },
        size: { width: 1280, height: 720 },
        aspect: '16:9',
        quality: 'final',
      },
    });
    expect(JSON.stringify(main.calls.at(-1)?.input)).not.toContain('"steps"');
  });

  it('says what is missing instead of starting', async () => {
    const { studio, main } = await testStudio();
    await runCommand(studio, 'generate.start');
    expect(studio.messages.getState().last).toBe('Add a prompt.');
    expect(main.calls.some(({ name }) => name === 'jobs.generate')).toBe(false);
  });

  it('becomes the take where it stands, and the preview stays until the take is loaded', async () => {
    const test = await withShot();
    const { studio, loads } = test;
    await test.run(isDone(studio));
    const [clip] = clipsOf(studio);
    if (clip === undefined) throw new Error('The shot is gone');
    expect(contentOf(documentOf(studio), clip)).toMatchObject({ kind: 'media', media: { frames: 48 } });
    expect(studio.previews.getState().lives.get(onlyJob(studio).id)?.phase).toBe('arrived');
    loads[0]?.done();
    await test.step();
    expect(studio.previews.getState().lives.get(onlyJob(studio).id)).toEqual({
      phase: 'gone',
      outcome: 'loaded',
    });
  });

  it('takes the preview down and says so when the take does not load in time', async () => {
    const test = await withShot();
    await test.run(isDone(test.studio));
    test.loads[0]?.failed();
    await test.step();
    test.timeOut();
    expect(test.studio.previews.getState().lives.get(onlyJob(test.studio).id)).toMatchObject({
      outcome: 'late',
    });
    expect(test.studio.messages.getState().toasts[0]?.text).toContain('could not be shown');
  });

  it('lets editing go on: a placeholder that was moved and cut still becomes its take', async () => {
    const test = await withShot();
    const { studio } = test;
    await test.step();
    studio.transport.seek(24);
    await runCommand(studio, 'edit.split');
    await runCommand(studio, 'edit.nudgeRight');
    await test.run(isDone(studio));
    expect(clipsOf(studio)).toHaveLength(2);
    expect(clipsOf(studio).map((clip) => contentOf(documentOf(studio), clip).kind)).toEqual([
      'media',
      'media',
    ]);
    expect(documentProblems(documentOf(studio))).toEqual([]);
  });

  it('is never undone away: undo takes the clip off the timeline, the take stays in the library', async () => {
    const test = await withShot();
    await test.run(isDone(test.studio));
    await runCommand(test.studio, 'edit.undo');
    expect(clipsOf(test.studio)).toEqual([]);
    expect(Object.keys(documentOf(test.studio).media)).toHaveLength(1);
  });

  it('says it is being cancelled at once, and leaves the timeline as it was before', async () => {
    const test = await withShot();
    const { studio } = test;
    for (let step = 0; step < 6; step += 1) await test.step();
    cancelJob(studio, onlyJob(studio).id);
    expect(studio.messages.getState().last).toBe('Cancelling…');
    await test.run(() => onlyJob(studio).state === 'cancelled');
    expect(clipsOf(studio)).toEqual([]);
    expect(studio.previews.getState().lives.get(onlyJob(studio).id)).toEqual({
      phase: 'gone',
      outcome: 'ended',
    });
  });

  it('moves nothing else when a cancelled placeholder goes after other edits', async () => {
    const test = await withShot();
    const { studio, main } = test;
    main.addMedia([testMedia()]);
    addToTimeline(studio, testMedia().id);
    const [, other] = clipsOf(studio);
    cancelJob(studio, onlyJob(studio).id);
    await test.run(() => onlyJob(studio).state === 'cancelled');
    expect(clipsOf(studio)).toEqual([other]);
  });

  it('leaves a failed placeholder with its reason, which can be tried again', async () => {
    const test = await testStudio();
    const { studio, main } = test;
    studio.prompt.setState({ prompt: 'A boat' });
    main.failNext(
      'jobs.generate',
      new AppError('engine.memory', 'There is too little memory.', { retryable: true }),
    );
    await runCommand(studio, 'generate.start');
    expect(onlyJob(studio)).toMatchObject({
      state: 'failed',
      error: { message: 'There is too little memory.' },
    });
    expect(clipsOf(studio)).toHaveLength(1);
    await retryShot(studio, onlyJob(studio).id);
    await test.run(() => [...studio.jobs.getState().jobs.values()].some(({ state }) => state === 'done'));
    const [clip] = clipsOf(studio);
    expect(clip === undefined ? undefined : contentOf(documentOf(studio), clip).kind).toBe('media');
  });

  it('goes on with a job the queue still knows, under its own id', async () => {
    const test = await withShot();
    const { studio, main } = test;
    await test.run(isDone(studio));
    const { id } = onlyJob(studio);
    await retryShot(studio, id);
    expect(main.calls.at(-1)).toEqual({ name: 'jobs.retry', input: { jobId: id, lighter: false } });
    await test.run(isDone(studio));
    expect(studio.jobs.getState().jobs.size).toBe(1);
  });

  it('begins with an image that was set as first frame', async () => {
    const test = await testStudio();
    const { studio, main } = test;
    const image = testMedia({ kind: 'image' });
    main.addMedia([image]);
    setFirstFrame(studio, image.id);
    studio.prompt.setState({ prompt: 'It starts to snow' });
    await runCommand(studio, 'generate.start');
    expect(main.calls.at(-1)?.input).toMatchObject({ request: { operation: 'animate', image: image.id } });
  });

  it('goes after the clip under the playhead and makes room, overwriting nothing', async () => {
    const test = await withShot();
    const { studio } = test;
    studio.transport.seek(96);
    await runCommand(studio, 'generate.start');
    studio.transport.seek(0);
    await runCommand(studio, 'generate.start');
    expect(clipsOf(studio).map(({ start, length }) => [start, length])).toEqual([
      [0, 48],
      [48, 48],
      [96, 48],
    ]);
  });

  it('learns how long a shot takes', async () => {
    const test = await withShot();
    expect(test.studio.facts.getState().runs).toEqual([]);
    await test.run(isDone(test.studio));
    expect(test.studio.facts.getState().runs).toEqual([
      { key: 'animatic/final/default', made: 2, took: 4.2 },
    ]);
  });
});

describe('extending a clip', () => {
  async function withClip(): Promise<TestStudio> {
    const test = await testStudio();
    test.main.addMedia([testMedia()]);
    addToTimeline(test.studio, testMedia().id);
    return test;
  }

  it('forward puts exactly the new frames after it, showing the take from where the known ones end', async () => {
    const test = await withClip();
    const { studio, main } = test;
    const [clip] = clipsOf(studio);
    if (clip === undefined) throw new Error('No clip');
    await extendClip(studio, clip.id, 'forward', 2);
    expect(main.calls.at(-1)?.input).toMatchObject({
      request: { operation: 'extend-forward', source: 'media-a', seconds: 2 },
    });
    expect(clipsOf(studio)).toMatchObject([
      { start: 0, length: 48 },
      { start: 48, length: 48, sourceIn: 48, source: { kind: 'job', length: 96 } },
    ]);
    await test.run(isDone(studio));
    expect(documentProblems(documentOf(studio))).toEqual([]);
  });

  it('backward makes room before it where there is none', async () => {
    const test = await withClip();
    const { studio } = test;
    const [clip] = clipsOf(studio);
    if (clip === undefined) throw new Error('No clip');
    await extendClip(studio, clip.id, 'backward', 1);
    expect(clipsOf(studio)).toMatchObject([
      { start: 0, length: 24, sourceIn: 0, source: { kind: 'job', length: 72 } },
      { start: 24, length: 48, source: { kind: 'media' } },
    ]);
    await test.run(isDone(studio));
    expect(documentProblems(documentOf(studio))).toEqual([]);
  });
});
