import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clipOf, trackOf, writeFilm } from './support/film.ts';
import { filmFolder, openFilm } from './support/open-film.ts';

test('shortcuts are those of another program, or one’s own; what collides is said, and all of it is kept', async (context) => {
  const folder = await filmFolder(context);
  await writeFilm(folder, ({ video }) => [
    trackOf('video', 1, [clipOf(video, 1, 0, 48, 20)]),
    trackOf('audio', 1, []),
  ]);
  const userData = await mkdtemp(join(folder, '..', 'profile-'));
  const { studio, page, editor, clip } = await openFilm(context, folder, { userData });
  await clip(1).waitFor();
  const tool = (name: string) => page.getByRole('button', { name: `${name} tool` });
  const isHeld = async (name: string) => (await tool(name).getAttribute('aria-pressed')) === 'true';
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });

  // The razor of Premiere is C, and the tooltip says so.
  await editor.press('Control+Alt+k');
  await dialog.getByRole('radio', { name: 'Premiere' }).click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await editor.press('c');
  await expect.poll(() => isHeld('Blade')).toBe(true);
  await tool('Blade').hover();
  await page.getByText('C', { exact: true }).first().waitFor();

  // A key of one’s own takes another command’s; both are named.
  await editor.press('Control+Alt+k');
  await dialog.getByRole('textbox', { name: 'Search by command or key' }).fill('slide tool');
  await dialog
    .getByRole('button', { name: /^Slide tool/ })
    .first()
    .click();
  await editor.press('c');
  await dialog
    .getByText(/Blade tool/)
    .first()
    .waitFor();
  await studio.picture('shortcuts collide');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await studio.close();

  const again = await openFilm(context, folder, { userData });
  await again.clip(1).waitFor();
  await again.editor.press('Control+Alt+k');
  const there = again.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  expect(await there.getByRole('radio', { name: 'Premiere' }).getAttribute('aria-checked')).toBe('true');
  await there.getByRole('button', { name: 'Reset all' }).click();
  await there.getByRole('radio', { name: 'Kinoloom' }).click();
  await there.getByRole('button', { name: 'Done' }).click();
  await there.waitFor({ state: 'hidden' });
  await again.editor.press('b');
  await expect
    .poll(() => again.page.getByRole('button', { name: 'Blade tool' }).getAttribute('aria-pressed'))
    .toBe('true');
  await again.studio.close();
});
