import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerDialogs } from './support/editor.ts';
import { clipOf, trackOf, writeFilm } from './support/film.ts';
import { openFilm } from './support/open-film.ts';
import { timelineOf } from './support/timeline.ts';

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kinoloom-files-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

test('a project is put in bins, bundled, opened again with nothing missing, and what got lost is found', async (context) => {
  const folder = join(scratch, 'Harbour “day” 🎬.kinoloom');
  const made = join(scratch, 'Film.kinoloom');
  await writeFilm(made, ({ video, still, tone }) => [
    trackOf('video', 1, [clipOf(video, 1, 0, 48, 20), clipOf(still, 2, 48, 24)]),
    trackOf('audio', 1, [clipOf(tone, 3, 0, 72)]),
  ]);
  await rename(made, folder);
  const { studio, page, editor } = await openFilm(context, folder);

  const library = page.getByRole('region', { name: 'Library' });
  await library.getByRole('button', { name: 'New bin' }).click();
  await library.getByRole('button', { name: 'Bin 1' }).waitFor();
  await library.getByRole('button', { name: /^poster/ }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Move to' }).click();
  await page.getByRole('menuitem', { name: 'Bin 1' }).click();
  await library.getByRole('button', { name: /^poster/ }).waitFor({ state: 'detached' });
  await library.getByRole('button', { name: 'Bin 1' }).dblclick();
  await library.getByRole('button', { name: /^poster/ }).waitFor();
  await studio.picture('library bin');

  const bundle = join(scratch, 'To pass on.kinoloomz');
  await answerDialogs(studio.app, { save: bundle });
  await editor.command('Bundle project…');
  await page.getByText('Bundled into “To pass on.kinoloomz”.').first().waitFor({ timeout: 30_000 });
  expect((await readFile(bundle)).subarray(0, 2).toString()).toBe('PK');

  const copy = join(scratch, 'Elsewhere', 'Copy.kinoloom');
  await mkdir(join(scratch, 'Elsewhere'));
  await answerDialogs(studio.app, { open: [bundle], save: copy });
  await editor.command('Open bundled project…');
  await expect
    .poll(() => page.getByRole('heading', { level: 1 }).textContent(), { timeout: 30_000 })
    .toBe('Copy');
  await page.getByRole('button', { name: /^harbour 1, / }).waitFor();
  expect(await page.getByText(/is missing|are missing/).count()).toBe(0);
  expect((await timelineOf(studio)).tracks.map(({ clips }) => clips.length)).toEqual([2, 1]);
  await library.getByRole('button', { name: 'Bin 1' }).waitFor();
  await studio.close();

  // One file gets lost, and lies somewhere else under another name.
  const kept = join(scratch, 'Old disk', 'deep');
  await mkdir(kept, { recursive: true });
  await rename(join(copy, 'media', 'harbour.mp4'), join(kept, 'renamed.mov'));
  const again = await openFilm(context, copy);
  await again.page.getByText('1 file is missing').waitFor();
  await answerDialogs(again.studio.app, { open: [join(scratch, 'Old disk')] });
  await again.page.getByRole('region', { name: 'Library' }).getByRole('button', { name: 'Locate…' }).click();
  await again.page.getByText('1 file found again, 0 still missing.').first().waitFor({ timeout: 30_000 });
  await again.page.getByText('1 file is missing').waitFor({ state: 'detached' });
  await again.page.getByRole('button', { name: /^harbour 1, Video, / }).waitFor();
  // It is seen again without a new start.
  await expect
    .poll(
      () =>
        again.page
          .locator('[data-layer] video')
          .first()
          .evaluate((video) => Reflect.get(video, 'readyState'))
          .catch(() => 0),
      { timeout: 20_000 },
    )
    .toBe(4);
  await again.studio.picture('library relinked');
  expect(again.studio.complaints.filter((one) => !one.includes('404'))).toEqual([]);
  await again.studio.crash();
});
