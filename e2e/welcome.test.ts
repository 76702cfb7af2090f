import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { editorOf } from './support/editor.ts';
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

test('a first start welcomes and makes an example by keyboard; its draft is found again', async (context) => {
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
});
