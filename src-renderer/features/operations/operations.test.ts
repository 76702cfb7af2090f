import { describe, expect, it } from 'vitest';
import { calls } from '../../../src-shared/ipc/contract.ts';
import { documentProblems } from '../../../src-shared/project/invariants.ts';
import type { Clip, Media } from '../../../src-shared/project/schema.ts';
import { branded } from '../../../src-shared/lib/brand.ts';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { takesOf } from '../../../src-shared/timeline/takes.ts';
import { testMedia, testStudio, type TestStudio } from '../../app/testing/test-studio.ts';
import { cancelJob } from '../../editor/actions/running-jobs.ts';
import { addToTimeline } from '../../editor/actions/place.ts';
import { runCommand } from '../../editor/commands/registry.ts';
import { contentOf } from '../../editor/shown-clip.ts';
import type { Studio } from '../../editor/studio.ts';
import { imageDropAt, takeImages } from './image-drop.ts';
import { smoothRate } from './smooth.ts';

function documentOf(studio: Studio) {
  const document = studio.project.getState().project?.document;
  if (document === undefined) throw new Error('No project');
  return document;
}

const clipsOf = (studio: Studio): readonly Clip[] => documentOf(studio).timeline.tracks[0]?.clips ?? [];

function choose(studio: Studio, ...indices: readonly number[]): void {
  const clips = clipsOf(studio).filter((_, index) => indices.includes(index));
  studio.selection.setState({ clips: new Set(clips.map(({ id }) => id)) });
}

/** Footage of 2 s each, one after the other on the first track. */
async function withFootage(count = 1, part: Partial<Media> = {}): Promise<TestStudio> {
  const test = await testStudio();
  const { studio } = test;
  for (let index = 0; index < count; index += 1) {
    const media = testMedia({ id: branded<MediaId>(`media-${index}`), name: `Footage ${index}`, ...part });
    studio.project.mergeLibrary({ media: [media], results: {} });
    studio.transport.seek(index * 48);
    addToTimeline(studio, media.id);
  }
  return test;
}

function requests(test: TestStudio) {
  return test.main.calls
    .filter(({ name }) => name === 'jobs.generate')
    .map(({ input }) => calls['jobs.generate'].input.parse(input).request);
}

function undoSteps(studio: Studio): number {
  return studio.project.getState().history.past.length;
}

/** The command leaves a sound document, in one step, and undo brings back what was. */
async function inOneStep(test: TestStudio, command: string): Promise<void> {
  const { studio } = test;
  const before = documentOf(studio).timeline;
  const steps = undoSteps(studio);
  await runCommand(studio, command);
  expect(studio.messages.getState().last).toContain('Started:');
  expect(undoSteps(studio)).toBe(steps + 1);
  expect(documentProblems(documentOf(studio))).toEqual([]);
  const after = documentOf(studio).timeline;
  await runCommand(studio, 'edit.undo');
  expect(documentOf(studio).timeline).toEqual(before);
  await runCommand(studio, 'edit.redo');
  expect(documentOf(studio).timeline).toEqual(after);
}

describe('extending', () => {
  it('goes on from the edge of a trimmed clip, not from the end of its file', async () => {
    const test = await withFootage();
    const { studio } = test;
    studio.transport.seek(29);
    choose(studio, 0);
    await runCommand(studio, 'edit.trimEnd');
    choose(studio, 0);
    await inOneStep(test, 'generate.extend.forward.1');
    expect(requests(test)).toMatchObject([
      { operation: 'extend-forward', source: 'media-0', range: [0, 30], seconds: 1 },
    ]);
    expect(clipsOf(studio)[1]).toMatchObject({ start: 30, length: 24, sourceIn: 30, source: { length: 54 } });
  });

  it('fills exactly the gap to the next clip', async () => {
    const test = await withFootage(2);
    const { studio } = test;
    choose(studio, 1);
    for (let step = 0; step < 3; step += 1) await runCommand(studio, 'edit.nudgeRightTen');
    choose(studio, 0);
    await inOneStep(test, 'generate.extend.forward.next');
    expect(clipsOf(studio).map(({ start, length }) => [start, length])).toEqual([
      [0, 48],
      [48, 30],
      [78, 48],
    ]);
  });

  it('says that there is no gap', async () => {
    const { studio } = await withFootage(2);
    choose(studio, 0);
    await runCommand(studio, 'generate.extend.forward.next');
    expect(studio.messages.getState().last).toBe('There is no gap beside the clip.');
  });
});

describe('loops and bridges', () => {
  it('closes a clip with new frames that the whole take leads up to', async () => {
    const test = await withFootage();
    choose(test.studio, 0);
    await inOneStep(test, 'generate.loop.1');
    expect(requests(test)).toMatchObject([
      { operation: 'loop', source: 'media-0', range: [0, 48], seconds: 1 },
    ]);
    expect(clipsOf(test.studio)[1]).toMatchObject({ start: 48, length: 24, sourceIn: 48 });
  });

  it('bridges a gap with all of its frames', async () => {
    const test = await withFootage(2);
    const { studio } = test;
    choose(studio, 1);
    await runCommand(studio, 'edit.nudgeRightTen');
    choose(studio, 0, 1);
    await inOneStep(test, 'generate.bridge');
    expect(requests(test)).toMatchObject([
      {
        operation: 'bridge',
        join: false,
        before: { source: 'media-0', range: [0, 48] },
        after: { source: 'media-1', range: [0, 48] },
      },
    ]);
    expect(clipsOf(studio)[1]).toMatchObject({
      start: 48,
      length: 10,
      sourceIn: 48,
      source: { length: 106 },
    });
  });

  it('replaces the frames around a cut of touching clips, and the whole stays as long', async () => {
    const test = await withFootage(2);
    const { studio } = test;
    choose(studio, 0, 1);
    await inOneStep(test, 'generate.bridge');
    expect(requests(test)).toMatchObject([{ operation: 'bridge', join: true, seconds: 1 }]);
    expect(clipsOf(studio).map(({ start, length, sourceIn }) => [start, length, sourceIn])).toEqual([
      [0, 36, 0],
      [36, 24, 36],
      [60, 36, 12],
    ]);
  });

  it('says what two clips it needs', async () => {
    const { studio } = await withFootage(3);
    choose(studio, 0);
    await runCommand(studio, 'generate.bridge');
    expect(studio.messages.getState().last).toBe('Select two clips.');
    choose(studio, 0, 2);
    await runCommand(studio, 'generate.bridge');
    expect(studio.messages.getState().last).toBe('Another clip lies between the two.');
  });
});

describe('new versions of a clip', () => {
  it('fills the marked range as a take of the clip, whose other take stays', async () => {
    const test = await withFootage();
    const { studio } = test;
    choose(studio, 0);
    studio.transport.seek(12);
    await runCommand(studio, 'mark.in');
    studio.transport.seek(23);
    await runCommand(studio, 'mark.out');
    const { in: first, out } = documentOf(studio).timeline;
    await inOneStep(test, 'generate.fill');
    expect(requests(test)).toMatchObject([
      { operation: 'fill', source: 'media-0', range: [0, 48], from: (first ?? 0) / 24, to: (out ?? 0) / 24 },
    ]);
    const [clip] = clipsOf(studio);
    expect(clip).toMatchObject({ start: 0, length: 48, sourceIn: 0 });
    expect(clip === undefined ? [] : takesOf(clip).sources.map(({ kind }) => kind)).toEqual(['media', 'job']);
  });

  it('has nothing to fill where all or none of a clip is marked', async () => {
    const { studio } = await withFootage();
    choose(studio, 0);
    await runCommand(studio, 'generate.fill');
    expect(studio.messages.getState().last).toBe('Mark in and out first.');
    await runCommand(studio, 'mark.clip');
    await runCommand(studio, 'generate.fill');
    expect(studio.messages.getState().last).toContain('All of the clip is marked');
  });

  it('restyles by the words and the strength of the panel', async () => {
    const test = await withFootage();
    const { studio } = test;
    choose(studio, 0);
    await runCommand(studio, 'generate.restyle');
    expect(studio.messages.getState().last).toBe('Add a prompt.');
    studio.prompt.setState({ prompt: 'A snowy forest', strength: 0.4 });
    await inOneStep(test, 'generate.restyle');
    expect(requests(test)).toMatchObject([
      { operation: 'restyle', prompt: 'A snowy forest', strength: 0.4, range: [0, 48] },
    ]);
  });

  it('smooths footage to twice its rate, and held pictures to the project’s', async () => {
    const test = await withFootage();
    choose(test.studio, 0);
    await inOneStep(test, 'generate.smooth');
    expect(requests(test)).toMatchObject([
      { operation: 'smooth', rate: { num: 48, den: 1 }, range: [0, 96] },
    ]);
    expect(clipsOf(test.studio)[0]).toMatchObject({ length: 48, source: { kind: 'job', length: 48 } });
    const project = { num: 24, den: 1 };
    expect(smoothRate(testMedia({ rate: { num: 12, den: 1 } }), project)).toEqual(project);
    expect(smoothRate(testMedia({ rate: { num: 60, den: 1 } }), project)).toBeUndefined();
  });

  it('can’t be made of a clip that runs at another speed', async () => {
    const { studio } = await withFootage();
    choose(studio, 0);
    await runCommand(studio, 'clip.speed50');
    await runCommand(studio, 'generate.smooth');
    expect(studio.messages.getState().last).toContain('runs at another speed');
  });
});

describe('more takes', () => {
  async function withShot(): Promise<TestStudio> {
    const test = await testStudio();
    const { studio } = test;
    studio.prompt.setState({ prompt: 'A red balloon rises', seconds: 1 });
    await runCommand(studio, 'generate.start');
    await test.run(() => [...studio.jobs.getState().jobs.values()].every(({ state }) => state === 'done'));
    choose(studio, 0);
    return test;
  }

  it('with new seeds stand in the clip’s place, beside the one that is there', async () => {
    const test = await withShot();
    const { studio } = test;
    await inOneStep(test, 'generate.again.fourSeeds');
    expect(requests(test)).toHaveLength(5);
    expect(
      requests(test)
        .slice(1)
        .every((one) => one.seed === undefined),
    ).toBe(true);
    const [clip] = clipsOf(studio);
    if (clip === undefined) throw new Error('The clip is gone');
    expect(takesOf(clip)).toMatchObject({ current: 1 });
    expect(takesOf(clip).sources).toHaveLength(5);
    await test.run(() => [...studio.jobs.getState().jobs.values()].every(({ state }) => state === 'done'));
    expect(contentOf(documentOf(studio), clip).kind).toBe('media');
  });

  it('with the same seed repeat the request, with the panel’s words only the words change', async () => {
    const test = await withShot();
    const { studio } = test;
    await runCommand(studio, 'generate.again.sameSeed');
    expect(requests(test)[1]).toMatchObject({ prompt: 'A red balloon rises', seed: '7' });
    await test.run(() => [...studio.jobs.getState().jobs.values()].every(({ state }) => state === 'done'));
    studio.prompt.setState({ prompt: 'A blue balloon falls' });
    await runCommand(studio, 'generate.again.panelWords');
    expect(requests(test)[2]).toMatchObject({ prompt: 'A blue balloon falls', seed: '7' });
  });

  it('that are cancelled leave the take that was there', async () => {
    const test = await withShot();
    const { studio } = test;
    await runCommand(studio, 'generate.again.newSeed');
    await test.step();
    await runCommand(studio, 'edit.nudgeRight');
    const [clip] = clipsOf(studio);
    if (clip?.source.kind !== 'job') throw new Error('No new take');
    const { jobId } = clip.source;
    cancelJob(studio, jobId);
    await test.run(() => studio.jobs.getState().jobs.get(jobId)?.state === 'cancelled');
    const [left] = clipsOf(studio);
    expect(left).toMatchObject({ start: 1, length: 24 });
    expect(left === undefined ? [] : takesOf(left).sources).toHaveLength(1);
  });

  it('are of generated clips alone', async () => {
    const { studio } = await withFootage();
    choose(studio, 0);
    await runCommand(studio, 'generate.again.newSeed');
    expect(studio.messages.getState().last).toBe('This clip was not generated here.');
  });
});

describe('images dropped on a track', () => {
  const lane = { left: 0, top: 0, height: 56 };

  async function withImage(): Promise<TestStudio & { readonly image: MediaId }> {
    const test = await withFootage();
    const image = branded<MediaId>('image-a');
    const media = testMedia({ id: image, name: 'Hill.png', kind: 'image', frames: frames(1) });
    test.studio.project.mergeLibrary({ media: [media], results: {} });
    test.studio.view.setState({ zoom: 4 });
    return { ...test, image };
  }

  async function drop(test: TestStudio, image: MediaId, frame: number, clientY: number): Promise<boolean> {
    const track = documentOf(test.studio).timeline.tracks[0];
    if (track === undefined) throw new Error('No track');
    const found = imageDropAt(test.studio, track.id, lane, { clientX: frame * 4, clientY });
    return takeImages(test.studio, track.id, found, [image]);
  }

  it('are set in motion at an empty place in the lower half, and are stills in the upper', async () => {
    const test = await withImage();
    expect(await drop(test, test.image, 60, 10)).toBe(false);
    expect(await drop(test, test.image, 60, 50)).toBe(true);
    expect(requests(test)).toMatchObject([{ operation: 'animate', image: 'image-a', seconds: 2 }]);
    expect(clipsOf(test.studio)[1]).toMatchObject({ start: 60, length: 48, sourceIn: 0 });
  });

  it('on a clip’s tail lead from its last pictures to the image, and none of these is shown twice', async () => {
    const test = await withImage();
    expect(await drop(test, test.image, 46, 10)).toBe(true);
    expect(requests(test)).toMatchObject([
      {
        operation: 'keyframes',
        seconds: 2.5,
        keys: [
          { source: 'media-0', frame: 36, at: 0 },
          { source: 'media-0', frame: 39, at: 0.125 },
          { source: 'media-0', frame: 42, at: 0.25 },
          { source: 'media-0', frame: 45, at: 0.375 },
          { source: 'image-a', at: 2.5 },
        ],
      },
    ]);
    expect(clipsOf(test.studio)[1]).toMatchObject({ start: 48, length: 48, sourceIn: 12 });
    expect(documentProblems(documentOf(test.studio))).toEqual([]);
  });

  it('on a clip’s head lead from the image to its first pictures', async () => {
    const test = await withImage();
    expect(await drop(test, test.image, 2, 10)).toBe(true);
    expect(requests(test)[0]).toMatchObject({
      keys: [{ source: 'image-a', at: 0 }, { source: 'media-0', frame: 0, at: 2 }, {}, {}, {}],
    });
    expect(clipsOf(test.studio)[0]).toMatchObject({
      start: 0,
      length: 48,
      sourceIn: 0,
      source: { length: 60 },
    });
  });
});

describe('what a model can’t do', () => {
  it('is said in the model’s own words', async () => {
    const { studio } = await withFootage(2);
    const [pack] = studio.facts.getState().packs ?? [];
    if (pack === undefined) throw new Error('No pack');
    const operations = {
      ...pack.operations,
      bridge: { native: false as const, reason: 'It knows one end only.' },
    };
    studio.facts.setState({ packs: [{ ...pack, operations }] });
    choose(studio, 0, 1);
    await runCommand(studio, 'generate.bridge');
    expect(studio.messages.getState().last).toBe('It knows one end only.');
  });
});
