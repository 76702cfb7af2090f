import { expect, test } from 'vitest';
import { clipOf, trackOf, writeFilm } from './support/film.ts';
import { filmFolder, openFilm } from './support/open-film.ts';

test('files are rated, sorted, listed, and found where they are used', async (context) => {
  const folder = await filmFolder(context);
  await writeFilm(folder, ({ video, still, tone }) => [
    trackOf('video', 1, [clipOf(video, 1, 0, 48, 20), clipOf(still, 2, 48, 24), clipOf(video, 3, 72, 48)]),
    trackOf('audio', 1, [clipOf(tone, 4, 0, 96)]),
  ]);
  const { studio, page, editor } = await openFilm(context, folder);
  const library = page.getByRole('region', { name: 'Library' });
  const items = library.locator('[data-media]');
  const item = (name: string) => library.getByRole('button', { name: new RegExp(`^${name}`) });
  const names = async (): Promise<readonly string[]> =>
    (await items.all()).reduce<Promise<string[]>>(
      async (found, one) => [...(await found), (await one.getAttribute('aria-label')) ?? ''],
      Promise.resolve([]),
    );
  await item('harbour').waitFor();

  async function rate(name: string, stars: string): Promise<void> {
    await item(name).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Rating' }).click();
    await page.getByRole('menuitem', { name: stars }).click();
    await page.getByRole('menu').first().waitFor({ state: 'detached' });
  }
  await rate('harbour', '2 stars');
  await rate('waves', '5 stars');
  await library.getByRole('combobox', { name: 'Sort by' }).selectOption({ label: 'Rating' });
  await expect
    .poll(names)
    .toEqual(['waves.wav, Audio, 5 stars', 'harbour.mp4, Video, 2 stars', 'poster.png, Still']);
  await studio.picture('library rated');
  await rate('waves', 'No rating');
  await expect
    .poll(names)
    .toEqual(['harbour.mp4, Video, 2 stars', expect.stringMatching(/^(poster|waves)/), expect.any(String)]);

  // As a list the same files are rows of one column.
  await library.getByRole('button', { name: 'Show as list' }).click();
  const boxes = await Promise.all((await items.all()).map((one) => one.boundingBox()));
  expect(new Set(boxes.map((box) => box?.x)).size).toBe(1);
  expect(boxes[0]?.height).toBeLessThan(48);
  await studio.picture('library list');
  await library.getByRole('textbox', { name: 'Search' }).fill('post');
  await expect.poll(names).toEqual(['poster.png, Still']);
  await library.getByRole('textbox', { name: 'Search' }).fill('');

  // Where it is used: one press goes there.
  await item('harbour').click();
  const inspector = page
    .getByRole('tabpanel')
    .or(page.getByRole('region', { name: 'Inspector' }))
    .first();
  await page.getByRole('tab', { name: 'Inspector' }).click();
  await page.getByText('Used 2 times').waitFor();
  await studio.picture('library used in');
  await inspector.getByRole('button', { name: '00:00:03:00' }).click();
  expect(await editor.timecode()).toBe('00:00:03:00');
  expect(await page.getByRole('button', { name: /^harbour 3, / }).getAttribute('aria-pressed')).toBe('true');

  // A file that is pressed is told of, and the clip stays selected.
  await item('poster').click();
  await inspector.getByRole('heading', { name: 'poster.png' }).waitFor();
  expect(await page.getByRole('button', { name: /^harbour 3, / }).getAttribute('aria-pressed')).toBe('true');

  // What was said of files is kept by the project.
  await studio.close();
  const again = await openFilm(context, folder);
  await again.page.getByRole('button', { name: 'harbour.mp4, Video, 2 stars' }).waitFor();
  await again.studio.close();
});
