import axe from 'axe-core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { editorOf } from './support/editor.ts';
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

/** What axe finds serious or critical in the window as it stands, one line each. */
async function grave(page: Page, where: string): Promise<string[]> {
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
