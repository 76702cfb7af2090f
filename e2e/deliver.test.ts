import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jobIdSchema } from '../src-shared/lib/ids.ts';
import type { Clip } from '../src-shared/project/schema.ts';
import { frames } from '../src-shared/time/rate.ts';
import { answerDialogs, editorOf } from './support/editor.ts';
import { clipOf, makeFootage, mediaOf, trackOf, writeProject } from './support/film.ts';
import { differences, makeNumberedFilm, readFilm } from './support/numbered-film.ts';
import { launchStudio } from './support/studio.ts';
import { timelineOf } from './support/timeline.ts';

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kinoloom-deliver-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

test('a marked range is delivered to the frame, and the button says why the rest can’t be', async (context) => {
  const folder = join(scratch, 'Deliver.kinoloom');
  const path = await makeNumberedFilm(join(folder, 'media'), 'numbers.mp4');
  const { still: stillPath } = await makeFootage(join(folder, 'media'), { seconds: 1 });
  const numbers = await mediaOf(path, {
    kind: 'video',
    frames: frames(192),
    hasAudio: true,
    width: 480,
    height: 270,
  });
  const still = await mediaOf(stillPath, { kind: 'image', frames: frames(1), hasAudio: false });
  const pending = (number: number, start: number): Clip => ({
    ...clipOf(numbers, number, start, 24),
    name: `take ${number}`,
    source: { kind: 'job', jobId: jobIdSchema.parse(`job-${number}`) },
  });
  await writeProject(
    folder,
    [numbers, still],
    [
      trackOf('video', 1, [
        clipOf(numbers, 1, 0, 48, 20),
        clipOf(numbers, 2, 48, 48, 100),
        clipOf(still, 3, 96, 24),
        pending(4, 120),
      ]),
      // Neither seen nor heard, so nothing of it is missed.
      { ...trackOf('video', 2, [pending(5, 24), pending(6, 200)]), hidden: true, muted: true },
      trackOf('audio', 1, []),
    ],
  );
  const studio = await launchStudio({ test: context, args: [folder] });
  const { page } = studio;
  const editor = editorOf(page);
  await editor.ready();
  await editor.press('Control+3');
  const panel = page.getByRole('region', { name: 'Deliver' });
  const whole = page.getByRole('button', { name: 'Export timeline…' });
  await panel.getByText('“take 4” is not made yet. Wait for it, or remove it from the timeline.').waitFor();
  await panel.getByText('00:00:06:00', { exact: false }).waitFor();
  expect(await whole.getAttribute('aria-disabled')).toBe('true');
  expect(await whole.evaluate((element) => element.getAttribute('aria-describedby'))).not.toBeNull();

  await page.getByRole('radio', { name: 'Marked range' }).click();
  await panel.getByText('Mark an in or an out point first.').waitFor();
  // Frames 30 to 69, over the cut.
  await page.getByRole('slider', { name: 'Playhead' }).focus();
  await editor.press('Home', ...Array<string>(3).fill('Shift+ArrowRight'), 'i');
  await editor.press(...Array<string>(4).fill('Shift+ArrowRight'), 'ArrowLeft', 'o');
  await panel.getByText('00:00:01:16', { exact: false }).waitFor();
  const marked = page.getByRole('button', { name: 'Export range…' });
  expect(await marked.getAttribute('aria-disabled')).toBeNull();
  const movie = join(scratch, 'marked.mp4');
  await answerDialogs(studio.app, { save: movie });
  await marked.click();
  await page
    .getByText(/ is delivered\./)
    .first()
    .waitFor({ timeout: 120_000 });
  const timeline = await timelineOf(studio);
  expect({ in: timeline.in, out: timeline.out }).toEqual({ in: 30, out: 70 });
  expect(differences(await readFilm(movie), timeline, { from: 30, to: 70 })).toEqual([]);
  await studio.picture('deliver marked range');

  // A file that goes away is noticed when somebody asks.
  await rename(stillPath, `${stillPath}.elsewhere`);
  await page.getByRole('radio', { name: 'Whole timeline' }).click();
  await whole.click({ force: true });
  await panel.getByText('The file of “poster 3” is missing.', { exact: false }).waitFor();
  await studio.picture('deliver with missing files');
  await studio.close();
});
