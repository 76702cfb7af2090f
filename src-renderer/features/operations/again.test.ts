import { describe, expect, it } from 'vitest';
import { calls } from '../../../src-shared/ipc/contract.ts';
import type { GenerationRequest } from '../../../src-shared/generation/request.ts';
import { isFinished } from '../../../src-shared/jobs/job.ts';
import { branded } from '../../../src-shared/lib/brand.ts';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import type { OperationName } from '../../../src-shared/pack/schema.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { testMedia, testStudio, type TestStudio } from '../../app/testing/test-studio.ts';
import { addToTimeline } from '../../editor/actions/place.ts';
import { runCommand } from '../../editor/commands/registry.ts';
import type { Studio } from '../../editor/studio.ts';
import { pinPicture, setFirstFrame } from '../generate/conditions.ts';
import { recipeInText, recipeText } from '../generate/recipe-text.ts';

const image = branded<MediaId>('image-a');

function documentOf(studio: Studio) {
  const document = studio.project.getState().project?.document;
  if (document === undefined) throw new Error('No project');
  return document;
}

const clipsOf = (studio: Studio) => documentOf(studio).timeline.tracks[0]?.clips ?? [];

function choose(studio: Studio, ...indices: readonly number[]): void {
  const clips = clipsOf(studio).filter((_, index) => indices.includes(index));
  studio.selection.setState({ clips: new Set(clips.map(({ id }) => id)) });
}

/** Two clips of footage that touch, and an image in the library. */
async function withFootage(): Promise<TestStudio> {
  const test = await testStudio();
  const { studio } = test;
  for (const index of [0, 1]) {
    const media = testMedia({ id: branded<MediaId>(`media-${index}`), name: `Footage ${index}` });
    studio.project.mergeLibrary({ media: [media], results: {} });
    studio.transport.seek(index * 48);
    addToTimeline(studio, media.id);
  }
  test.main.addMedia([testMedia({ id: image, name: 'Hill.png', kind: 'image', frames: frames(1) })]);
  studio.prompt.setState({ prompt: 'A red balloon rises', seconds: 1 });
  choose(studio, 0);
  return test;
}

function requests(test: TestStudio): readonly GenerationRequest[] {
  return test.main.calls
    .filter(({ name }) => name === 'jobs.generate')
    .map(({ input }) => calls['jobs.generate'].input.parse(input).request);
}

async function untilDone(test: TestStudio): Promise<void> {
  await test.run(() =>
    [...test.studio.jobs.getState().jobs.values()].every(({ state }) => isFinished(state)),
  );
}

/** Every way to a take. */
const ways: Readonly<Record<OperationName, (studio: Studio) => Promise<void> | void>> = {
  generate: (studio) => runCommand(studio, 'generate.start'),
  animate(studio) {
    setFirstFrame(studio, image);
    return runCommand(studio, 'generate.start');
  },
  keyframes(studio) {
    pinPicture(studio, image);
    pinPicture(studio, branded<MediaId>('media-1'), 12);
    return runCommand(studio, 'generate.start');
  },
  'extend-forward': (studio) => runCommand(studio, 'generate.extend.forward.1'),
  'extend-backward': (studio) => runCommand(studio, 'generate.extend.backward.1'),
  loop: (studio) => runCommand(studio, 'generate.loop.1'),
  bridge(studio) {
    choose(studio, 0, 1);
    return runCommand(studio, 'generate.bridge');
  },
  async fill(studio) {
    studio.transport.seek(12);
    await runCommand(studio, 'mark.in');
    studio.transport.seek(23);
    await runCommand(studio, 'mark.out');
    await runCommand(studio, 'generate.fill');
  },
  restyle: (studio) => runCommand(studio, 'generate.restyle'),
  smooth: (studio) => runCommand(studio, 'generate.smooth'),
};

function newestTake(studio: Studio) {
  const take = Object.values(documentOf(studio).media)
    .filter(({ provenance }) => provenance.origin === 'generated')
    .at(-1);
  if (take?.provenance.origin !== 'generated') throw new Error('No take');
  return { ...take, recipe: take.provenance.recipe };
}

describe('again', () => {
  it.each(Object.entries(ways))('%s: from the timeline and from the library', async (operation, make) => {
    const test = await withFootage();
    const { studio } = test;
    await make(studio);
    const [asked] = requests(test);
    expect(asked?.operation).toBe(operation);
    await untilDone(test);
    const take = newestTake(studio);
    const clip = clipsOf(studio).find(({ source }) => source.kind === 'job');
    if (clip === undefined) throw new Error('No clip shows the take');
    const before = documentOf(studio).timeline;

    // The library: nothing on the timeline moves, the take comes to the library.
    studio.selection.setState({ clips: new Set(), media: take.id });
    await runCommand(studio, 'library.again.sameSeed');
    await runCommand(studio, 'library.again.newSeed');
    expect(documentOf(studio).timeline).toBe(before);
    await untilDone(test);
    expect(studio.messages.getState().toasts.at(-1)?.text).toContain('A new take is in the library');

    // The timeline: the same in the clip's place.
    studio.selection.setState({ clips: new Set([clip.id]) });
    await runCommand(studio, 'generate.again.sameSeed');
    const { seed: _, ...unseeded } = asked ?? {};
    const [, inLibrary, other, inPlace] = requests(test);
    expect(inLibrary).toEqual({ ...asked, seed: '7' });
    expect(other).toEqual({ ...unseeded, quality: 'final' });
    expect(inPlace).toEqual(inLibrary);
  });

  it('is not offered of footage, nor of a take whose sources are gone', async () => {
    const test = await withFootage();
    const { studio } = test;
    studio.selection.setState({ media: branded<MediaId>('media-0') });
    await runCommand(studio, 'library.again.newSeed');
    expect(studio.messages.getState().last).toBe('This clip was not generated here.');
    await runCommand(studio, 'generate.extend.forward.1');
    await untilDone(test);
    const take = newestTake(studio);
    studio.project.setState(({ project, ...rest }) => {
      if (project === null) return { ...rest, project };
      const { [branded<MediaId>('media-0')]: _, ...media } = project.document.media;
      return { ...rest, project: { ...project, document: { ...project.document, media } } };
    });
    studio.selection.setState({ clips: new Set(), media: take.id });
    await runCommand(studio, 'library.again.newSeed');
    expect(studio.messages.getState().last).toBe('What this take was made from is no longer in the library.');
  });
});

describe('a recipe', () => {
  it('fills the panel again, condition and all, and travels as text', async () => {
    const test = await withFootage();
    const { studio } = test;
    await ways.keyframes(studio);
    const { condition } = studio.prompt.getState();
    await untilDone(test);
    const { recipe, id } = newestTake(studio);
    expect(recipeInText(recipeText(recipe))).toEqual(recipe);
    expect(recipeInText('{"prompt":"a red balloon"}')).toBeUndefined();
    expect(recipeInText('{')).toBeUndefined();

    studio.prompt.setState({ prompt: 'Something else', seconds: 9, seed: '', condition: { kind: 'none' } });
    studio.selection.setState({ clips: new Set(), media: id });
    await runCommand(studio, 'library.useRecipe');
    expect(studio.prompt.getState()).toMatchObject({
      prompt: 'A red balloon rises',
      seconds: 1,
      seed: '7',
      condition,
    });
  });

  it('is shown where somebody asks what made this', async () => {
    const test = await withFootage();
    const { studio } = test;
    await ways.generate(studio);
    await untilDone(test);
    await runCommand(studio, 'generate.whatMade');
    expect(studio.view.getState()).toMatchObject({ rightTab: 'inspector', recipeWanted: true });
    studio.selection.setState({ clips: new Set(), media: branded<MediaId>('media-0') });
    await runCommand(studio, 'library.whatMade');
    expect(studio.messages.getState().last).toBe('This clip was not generated here.');
  });
});
