import { expect, test } from 'vitest';
import { testMedia, testStudio } from '../../app/testing/test-studio.ts';
import { playedUrl } from '../../features/film/played-url.ts';
import { lookForMissing } from './library.ts';

test('files that are back are played from another address, whatever is still missing', async () => {
  const { studio } = await testStudio();
  const media = testMedia();
  const before = playedUrl(studio, media.id);
  await lookForMissing(studio);
  expect(playedUrl(studio, media.id)).toBe(before);
  studio.facts.setState({ offline: new Map([[media.id, 'missing']]) });
  await lookForMissing(studio);
  expect(studio.facts.getState()).toMatchObject({ offline: new Map(), mended: 1 });
  expect(playedUrl(studio, media.id)).toBe(`${before}?1`);
});

test('a lost file that is taken in once more is no longer missing', async () => {
  const { studio, main } = await testStudio();
  const media = testMedia();
  studio.facts.setState({ offline: new Map([[media.id, 'missing']]) });
  main.addMedia([media]);
  await expect.poll(() => studio.facts.getState().offline.size).toBe(0);
});
