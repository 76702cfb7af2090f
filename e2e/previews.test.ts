import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { editorOf } from './support/editor.ts';
import { launchStudio } from './support/studio.ts';

/** How many clearly different colours a canvas shows in a part of it, from left to right as shares; 1 = nothing is drawn. */
function coloursIn(canvas: Locator, part = { from: 0, to: 1 }): Promise<number> {
  return canvas.evaluate((element: HTMLCanvasElement, { from, to }) => {
    const small = document.createElement('canvas');
    small.width = 64;
    small.height = 16;
    const context = small.getContext('2d');
    const { width, height } = element;
    context?.drawImage(element, from * width, 0, (to - from) * width, height, 0, 0, 64, 16);
    const data = context?.getImageData(0, 0, 64, 16).data ?? [];
    const seen = new Set<number>();
    for (let at = 0; at < data.length; at += 4) {
      seen.add(((data[at] ?? 0) >> 5) * 64 + ((data[at + 1] ?? 0) >> 5) * 8 + ((data[at + 2] ?? 0) >> 5));
    }
    return seen.size;
  }, part);
}

test('a forming shot is seen in the viewer and on its placeholder, step by step, while editing goes on', async (context) => {
  const studio = await launchStudio({ test: context });
  const { page } = studio;
  const editor = editorOf(page);
  await editor.ready();
  await editor.generate('A red car moves to the right in the city at sunset', { seconds: 40 });
  const forming = page.getByTestId('viewer-preview');
  await forming.waitFor({ timeout: 60_000 });
  await expect.poll(() => coloursIn(forming)).toBeGreaterThan(8);
  const lane = page
    .getByRole('group', { name: /video track/ })
    .locator('canvas')
    .first();
  await expect.poll(() => coloursIn(lane, { from: 0.1, to: 0.5 })).toBeGreaterThan(8);
  const step = page.getByText(/^Preview, step \d+/);
  const first = await step.textContent();
  await expect.poll(() => step.textContent()).not.toBe(first);
  await studio.picture('generating with preview');

  // Editing goes on meanwhile.
  await editor.command('Add marker');
  await page.getByRole('button', { name: /^Marker .*at 00:00:00:00/ }).waitFor();

  await page.getByRole('button', { name: 'Cancel', exact: true }).first().click();
  await expect.poll(() => editor.clipNames()).toEqual([]);
  await studio.close();
});
