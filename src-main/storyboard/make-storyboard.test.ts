import { mkdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { projectIdSchema } from '../../src-shared/lib/ids.ts';
import { emptyProject } from '../../src-shared/project/empty.ts';
import type { Media } from '../../src-shared/project/schema.ts';
import { storyboardSchema } from '../../src-shared/storyboard/schema.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { tinyStudio } from '../generation/testing/tiny-studio.ts';
import { createProjectFolder } from '../projects/session.ts';
import { makeStoryboard } from './make-storyboard.ts';

const tiny = tinyStudio();

test('shots become takes, a dissolve gets the frames it shows beyond the edit, a bridge stands between its shots', async () => {
  const settings = { rate: { num: 24, den: 1 }, width: 192, height: 108 };
  const projectFolder = tiny.studio.at('Story.kinoloom');
  const document = emptyProject({ id: projectIdSchema.parse('p-story'), name: 'Story', settings });
  await createProjectFolder(nodeVfs, projectFolder, document);
  await mkdir(tiny.studio.at('scratch'));
  const shots = [
    { prompt: 'a red ball', seconds: 1 },
    { prompt: 'a blue ball', seconds: 1, transition: 'dissolve', camera: 'pan left' },
    { prompt: 'a ball rolls', seconds: 1.5, transition: 'bridge' },
  ];
  const library: Media[] = [];
  const told: string[] = [];
  const made = await makeStoryboard(
    tiny.studio.deps,
    storyboardSchema.parse({ shots }),
    {
      settings,
      projectFolder,
      scratch: tiny.studio.at('scratch'),
      addMedia: (media) => Promise.resolve(void library.push(media)),
    },
    { packId: 'tiny', backend: 'cpu' },
    (at, of) => {
      told.push(`${at}/${of}`);
      return {};
    },
    new AbortController().signal,
  );
  expect(told).toEqual(['1/4', '2/4', '3/4', '4/4']);
  expect(made.shots.map(({ result }) => result.frames)).toEqual([30, 30, 36]);
  expect(made.shots[1]?.result.recipe.prompt).toBe('a blue ball, pan left');
  expect(made.transitions).toMatchObject([{ kind: 'dissolve', at: 24, before: 6, after: 6 }]);
  expect(made.clips.map(({ name, start, length, sourceIn }) => [name, start, length, sourceIn])).toEqual([
    ['a red ball', 0, 24, 0],
    ['a blue ball', 24, 13, 6],
    ['Bridge', 37, 22, 13],
    ['a ball rolls', 59, 25, 11],
  ]);
  expect(library).toHaveLength(4);
  const [bridge] = made.bridges;
  expect(bridge?.recipe.parents.map(({ mediaId }) => mediaId)).toEqual([library[1]?.id, library[2]?.id]);
  // The bridge's own clip shows what was made and nothing else.
  expect(bridge?.recipe.generatedRanges).toEqual([[13, 22]]);
  expect(bridge?.seams).toHaveLength(2);
});
