import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { TestContext } from 'vitest';
import { z } from 'zod';
import { answerDialogs, editorOf } from './support/editor.ts';
import { clipOf, trackOf, writeFilm } from './support/film.ts';
import { launchStudio } from './support/studio.ts';

const verdictSchema = z.object({
  violations: z.array(z.object({ id: z.string(), help: z.string(), impact: z.string().nullish() })),
});

/** What axe finds serious or critical in the window as it stands. */
async function grave(page: Page): Promise<string[]> {
  const options = '{ exclude: [["[data-base-ui-focus-guard]"]] }, { resultTypes: ["violations"] }';
  const { violations } = verdictSchema.parse(await page.evaluate<unknown>(`axe.run(${options})`));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help }) => `${id}: ${help}`);
}

async function folderOf(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kinoloom-welcome-'));
  context.onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('a first start welcomes and makes an example by keyboard; its draft is found again and can be deleted', async (context) => {
  const studio = await launchStudio({ test: context });
  const { page } = studio;
  const editor = editorOf(page);
  await editor.ready();
  const welcome = page.getByRole('region', { name: 'Welcome to Kinoloom' });
  await welcome.getByText(/GB are free there/).waitFor();
  await welcome.getByText(/is installed and ready/).waitFor();
  await page.evaluate(axe.source);
  expect(await grave(page)).toEqual([]);
  await studio.picture('welcome');

  const begin = welcome.getByRole('button', { name: 'Make an example shot' });
  await begin.focus();
  await editor.press('Enter');
  await editor.clip(0).waitFor();
  await welcome.waitFor({ state: 'hidden' });
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('prompt');
  await editor.untilGenerated(0);

  await editor.command('New project');
  await expect.poll(() => editor.clipNames()).toEqual([]);
  await page.getByText(/ fps$/).first().waitFor();
  expect(await welcome.count(), 'whoever has a project is not welcomed again').toBe(0);

  await editor.press('Control+Alt+o');
  const recent = page.getByRole('dialog', { name: 'Open recent' });
  await recent.getByRole('button', { name: /^Open “A red balloon/ }).waitFor();
  expect(await grave(page)).toEqual([]);
  await studio.picture('open recent');
  await editor.press('Enter');
  await editor.clip(0).waitFor();

  await editor.command('New project');
  await expect.poll(() => editor.clipNames()).toEqual([]);
  await editor.press('Control+Alt+o');
  await recent.getByRole('button', { name: /^Delete “A red balloon/ }).click();
  await studio.picture('delete draft');
  await recent.getByRole('button', { name: 'Delete', exact: true }).click();
  await recent.getByText('No drafts and no projects yet.').waitFor();
  expect(await readdir(join(studio.userData, 'drafts')), 'the open one alone is left').toHaveLength(1);
});

test('a bundle named at the start is unpacked where the person says; what can’t be opened is said', async (context) => {
  const home = await folderOf(context);
  const film = join(home, 'Film.kinoloom');
  const bundle = join(home, 'Film.kinoloomz');
  await writeFilm(film, ({ video }) => [trackOf('video', 1, [clipOf(video, 1, 0, 48)])]);

  const first = await launchStudio({ test: context, args: [film] });
  await editorOf(first.page).clip(0).waitFor();
  await answerDialogs(first.app, { save: bundle });
  await editorOf(first.page).command('Bundle project…');
  await expect.poll(() => readdir(home)).toContain('Film.kinoloomz');
  await first.close();

  const second = await launchStudio({ test: context, args: [join(home, 'Gone.kinoloom')] });
  await second.page.getByText('There is no project “Gone.kinoloom”.').first().waitFor();
  await second.picture('project not found');
  await answerDialogs(second.app, { save: join(home, 'Unpacked.kinoloom') });
  // What a second start of the program does: the system hands its arguments to the first.
  await second.app.evaluate(({ app }, path) => {
    app.emit('second-instance', {}, ['kinoloom', path], '/');
  }, bundle);
  await editorOf(second.page).clip(0).waitFor();
  await second.page.getByRole('heading', { name: 'Unpacked' }).waitFor();
  expect(await readdir(home)).toContain('Unpacked.kinoloom');
});
