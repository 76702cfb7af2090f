import { expect, test } from 'vitest';
import { calls } from '../../../src-shared/ipc/contract.ts';
import { boardShotSchema } from '../../../src-shared/storyboard/schema.ts';
import { testMedia, testStudio, type TestStudio } from '../../app/testing/test-studio.ts';
import { undo } from '../../editor/actions/commit.ts';
import { branded } from '../../../src-shared/lib/brand.ts';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import { addShot, changeShot, moveShot, readBoard, removeShot } from './board.ts';
import { boardReason, cutSize, makeCut } from './make-cut.ts';

const still = testMedia({ id: branded<MediaId>('media-still'), kind: 'image', name: 'fox.png' });
const shots = [
  { prompt: 'A fox', seconds: 1, image: 'media-still' },
  { prompt: 'A hill', seconds: 1, transition: 'dissolve', camera: 'pan left' },
  { prompt: 'A lake', seconds: 1, transition: 'bridge' },
].map((shot) => boardShotSchema.parse(shot));

async function withBoard(): Promise<TestStudio> {
  const window = await testStudio({ storyboard: { shots } });
  window.main.addMedia([still]);
  await readBoard(window.studio);
  return window;
}

const rows = ({ studio }: TestStudio) => studio.storyboard.getState().rows;
const clips = ({ studio }: TestStudio) =>
  studio.project.getState().project?.document.timeline.tracks[0]?.clips ?? [];
const asked = ({ main }: TestStudio) =>
  main.calls
    .filter(({ name }) => name === 'jobs.generate')
    .map(({ input }) => calls['jobs.generate'].input.parse(input));

test('a list becomes placeholders, passages and jobs; one step takes the cut back', async () => {
  const window = await withBoard();
  const steps = () => window.studio.project.getState().history.past.length;
  const before = steps();
  expect(cutSize(rows(window), { num: 24, den: 1 })).toEqual({ frames: 72, made: 106 / 24 });
  expect(await makeCut(window.studio)).toBe(true);
  expect(steps()).toBe(before + 1);
  expect(clips(window).map(({ start, length, sourceIn }) => [start, length, sourceIn])).toEqual([
    [0, 24, 0],
    [24, 13, 6],
    [37, 22, 13],
    [59, 13, 11],
  ]);
  const jobs = asked(window);
  expect(jobs.map(({ request }) => request.operation)).toEqual(['animate', 'generate', 'generate', 'bridge']);
  expect(jobs[1]?.request.prompt).toBe('A hill, pan left');
  // The bridge names its shots by their jobs.
  expect(jobs[3]?.request).toMatchObject({
    before: { source: jobs[1]?.jobId, range: [6, 24] },
    after: { source: jobs[2]?.jobId, range: [0, 24] },
    join: true,
  });
  expect(rows(window)).toEqual([]);
  undo(window.studio);
  expect(clips(window)).toEqual([]);
});

test('pictures of another shape are laid into every shot as the panel says', async () => {
  const window = await withBoard();
  window.studio.prompt.setState({ fit: 'contain' });
  await makeCut(window.studio);
  expect(asked(window).map(({ request }) => request.fit)).toEqual(Array(4).fill('contain'));
});

test('a second cut stands behind the first, and one cancelled shot leaves the others', async () => {
  const window = await withBoard();
  await makeCut(window.studio);
  await readBoard(window.studio);
  await makeCut(window.studio);
  expect(clips(window)[4]?.start).toBe(72);
  const job = asked(window)[5]?.jobId;
  if (job === undefined) throw new Error('No job');
  await window.studio.bridge.call('jobs.cancel', job);
  await window.run(() => clips(window).length < 8);
  expect(clips(window)).toHaveLength(7);
});

test('shots are added, moved within the list and removed', async () => {
  const window = await withBoard();
  const { studio } = window;
  const words = () => rows(window).map(({ prompt }) => prompt);
  const keys = rows(window).map(({ key }) => key);
  expect(moveShot(studio, keys[2] ?? '', 0)).toBe(true);
  expect(words()).toEqual(['A lake', 'A fox', 'A hill']);
  expect(moveShot(studio, keys[2] ?? '', -1)).toBe(false);
  expect(moveShot(studio, keys[1] ?? '', 3)).toBe(false);
  const added = addShot(studio, keys[2]);
  expect(words()).toEqual(['A lake', '', 'A fox', 'A hill']);
  expect(boardReason(studio, rows(window))).toEqual({ said: 'Shot 2 has no words yet.' });
  expect(await makeCut(studio)).toBe(false);
  changeShot(studio, added, { prompt: 'A boat' });
  expect(boardReason(studio, rows(window))).toBeNull();
  removeShot(studio, keys[0] ?? '');
  expect(words()).toEqual(['A lake', 'A boat', 'A hill']);
  for (const { key } of rows(window)) removeShot(studio, key);
  expect(boardReason(studio, rows(window))).toBe('storyboard.reason.empty');
});
