import axe from 'axe-core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { editorOf } from './support/editor.ts';
import { clipOf, trackOf, writeFilm } from './support/film.ts';
import { filmFolder, openFilm } from './support/open-film.ts';
import { launchStudio } from './support/studio.ts';
import type { Page } from 'playwright-core';

const verdictSchema = z.object({
  violations: z.array(
    z.object({
      id: z.string(),
      impact: z.string().nullish(),
      help: z.string(),
      nodes: z.array(z.object({ html: z.string() })),
    }),
  ),
});

/** Resolves once nothing fades or slides in any more. What turns for ever (a spinner) is not waited for. */
const settled = `Promise.allSettled(document.getAnimations()
  .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
  .map(({ finished }) => finished)).then(() => undefined)`;

/** What axe finds serious or critical in the window as it stands, one line each. */
async function grave(page: Page, where: string): Promise<string[]> {
  // Words in a dialog that is still fading in have less contrast than anyone will ever see them with.
  await page.evaluate(settled);
  // The guards of an open popover are focusable on purpose and hand the focus on at once; axe can't know that.
  const guards = '[data-base-ui-focus-guard]';
  const answer = await page.evaluate<unknown>(
    `axe.run({ exclude: [[${JSON.stringify(guards)}]] }, { resultTypes: ["violations"] })`,
  );
  return verdictSchema
    .parse(answer)
    .violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${where}: ${id}, ${help}: ${nodes[0]?.html.slice(0, 160) ?? ''}`);
}

test('axe finds nothing serious in any workspace, the palette or the queue', async (context) => {
  const studio = await launchStudio({ test: context });
  const { page } = studio;
  const editor = editorOf(page);
  await editor.ready();
  await page.evaluate(axe.source);

  const found: string[] = [];
  for (const workspace of ['Generate', 'Edit', 'Deliver']) {
    await page.getByRole('radio', { name: workspace }).click();
    found.push(...(await grave(page, workspace)));
  }
  await page.getByRole('radio', { name: 'Generate' }).click();
  await editor.press('Control+k');
  await page.getByRole('dialog', { name: 'Commands' }).waitFor();
  found.push(...(await grave(page, 'Palette')));
  await editor.press('Escape');
  await page.getByRole('dialog', { name: 'Commands' }).waitFor({ state: 'hidden' });
  await editor.press('Control+j');
  found.push(...(await grave(page, 'Queue')));
  expect(found).toEqual([]);
});

test('axe finds nothing serious in a cut film, its menus and the shortcut editor', async (context) => {
  const folder = await filmFolder(context);
  await writeFilm(folder, ({ video, still, tone }) => [
    trackOf('video', 1, [clipOf(video, 1, 0, 60, 20), clipOf(video, 2, 60, 60, 90)]),
    trackOf('video', 2, [clipOf(still, 3, 20, 40)]),
    trackOf('audio', 1, [clipOf(tone, 4, 0, 120)]),
  ]);
  const { studio, page, editor } = await openFilm(context, folder);
  await page.evaluate(axe.source);
  await page.getByRole('button', { name: /^harbour 2, / }).click();
  await editor.press('Control+t', 'm');
  const found = await grave(page, 'Marker');
  await editor.press('Alt+m');
  await page.getByRole('button', { name: /^Clip marker/ }).waitFor();
  found.push(...(await grave(page, 'Clip marker')));
  await page.getByRole('button', { name: /, transition$/ }).click();
  found.push(...(await grave(page, 'Transition')));
  await editor.press('Home', 'Control+Shift+T');
  await page.getByRole('textbox', { name: 'Text' }).waitFor();
  found.push(...(await grave(page, 'Title')));
  await page.getByRole('button', { name: /^harbour\.mp4/ }).click();
  await editor.press('Shift+f');
  await page.getByRole('region', { name: 'Source' }).waitFor();
  found.push(...(await grave(page, 'Source')));
  await page.getByRole('button', { name: /^waves 4, / }).click({ button: 'right' });
  await page.getByRole('menu').first().waitFor();
  found.push(...(await grave(page, 'Clip menu')));
  await studio.picture('clip menu');
  await editor.press('Escape');
  await page.getByRole('menu').first().waitFor({ state: 'hidden' });
  await editor.press('Control+Alt+k');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  found.push(...(await grave(page, 'Shortcuts')));
  await studio.picture('shortcuts');
  expect(found).toEqual([]);
});
