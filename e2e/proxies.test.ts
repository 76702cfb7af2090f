import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { resolveFfmpeg } from '../src-main/media/resolve-ffmpeg.ts';
import { runCommand } from './support/command.ts';
import { answerDialogs } from './support/editor.ts';
import { trackOf, writeProject } from './support/film.ts';
import { filmFolder, openFilm } from './support/open-film.ts';

/** Whether the viewer's film can be played at its playhead. */
const canPlay = (page: Page) =>
  page.evaluate(
    () => document.querySelector<HTMLVideoElement>('[data-panel="viewer"] video')?.readyState ?? 0,
  );

test('a film the window can’t play is in the library at once, and plays as soon as its proxy is there', async (context) => {
  const folder = await filmFolder(context);
  await mkdir(join(folder, 'media'), { recursive: true });
  await writeProject(folder, [], [trackOf('video', 1, []), trackOf('audio', 1, [])]);
  const film = join(folder, '..', 'Master.mov');
  const { path } = await resolveFfmpeg();
  const source = 'testsrc2=s=1280x720:r=24:d=8';
  const coded = ['-c:v', 'prores_ks', '-timecode', '10:00:00:00'];
  const made = await runCommand(path, ['-f', 'lavfi', '-i', source, ...coded, '-y', film]);
  expect(made.code, made.stderr).toBe(0);

  const { studio, page, editor } = await openFilm(context, folder);
  await answerDialogs(studio.app, { open: [film] });
  await editor.press('Control+i');
  const item = page.getByRole('region', { name: 'Library' }).getByRole('button', { name: /^Master/ });
  await item.waitFor();
  const note = page.getByText('Preparing “Master.mov” for playing…');
  await item.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Add to timeline' }).click();
  await note.waitFor();
  await studio.picture('proxy in the making');
  await expect.poll(() => canPlay(page), { timeout: 60_000 }).toBe(4);
  await note.waitFor({ state: 'detached' });
  await studio.picture('proxy made');

  // Its camera's clock runs along.
  await item.click();
  await page.getByText('Camera timecode').first().waitFor();
  await editor.press('Shift+f');
  const monitor = page.getByRole('region', { name: 'Source' });
  await monitor.getByText('10:00:00:00').waitFor();
  await editor.press('Shift+ArrowRight');
  await monitor.getByText('10:00:00:10').waitFor();
  const played = monitor.locator('video').last();
  await expect.poll(() => played.evaluate((video: HTMLVideoElement) => video.readyState)).toBe(4);
  await studio.picture('camera timecode');
  await editor.press('Control+s');
  await page.getByText('Saved “Film”.').first().waitFor();
  await studio.close();

  // The cache may be deleted at any time: it is made again while the project is open.
  await rm(join(folder, 'cache'), { recursive: true });
  const again = await openFilm(context, folder);
  await again.page.getByText('Preparing “Master.mov” for playing…').waitFor();
  await expect.poll(() => canPlay(again.page), { timeout: 60_000 }).toBe(4);
  await again.studio.close();
});
