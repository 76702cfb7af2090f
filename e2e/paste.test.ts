import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeNumberedFilm } from './support/numbered-film.ts';
import { launchStudio } from './support/studio.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-paste-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a screenshot and copied files are pasted into the library', async (context) => {
  const film = await makeNumberedFilm(folder);
  await writeFile(join(folder, 'notes.txt'), 'No film at all.');
  const studio = await launchStudio({ test: context });
  const { page, app } = studio;
  const items = page.getByRole('list', { name: 'Files in the library' });
  await page.getByRole('region', { name: 'Library' }).click();

  await app.evaluate(({ clipboard, nativeImage }) => {
    const [width, height] = [40, 24];
    const image = nativeImage.createFromBitmap(Buffer.alloc(width * height * 4, 200), { width, height });
    // The test runtime's clipboard has the calls of its day, which today's types no longer know.
    Reflect.apply(Reflect.get(clipboard, 'writeImage'), clipboard, [image]);
  });
  await page.keyboard.press('Control+v');
  await items.getByRole('button', { name: /^Pasted \d{4}-/ }).waitFor({ timeout: 30_000 });

  const copy = async (path: string) =>
    app.evaluate(
      ({ clipboard }, text) => {
        Reflect.apply(Reflect.get(clipboard, 'writeBuffer'), clipboard, ['text/uri-list', Buffer.from(text)]);
      },
      `${pathToFileURL(path).href}\r\n`,
    );
  await copy(film);
  await page.keyboard.press('Control+v');
  await items.getByRole('button', { name: /^harbour\.mp4/ }).waitFor({ timeout: 30_000 });
  await studio.picture('pasted into the library');

  await copy(join(folder, 'notes.txt'));
  await page.keyboard.press('Control+v');
  await page
    .getByText(/“notes\.txt” /)
    .first()
    .waitFor({ timeout: 30_000 });
  expect(await items.getByRole('listitem').count()).toBe(2);
});
