import { expect, test } from 'vitest';
import { clipOf, trackOf, writeFilm } from './support/film.ts';
import { filmFolder, openFilm } from './support/open-film.ts';

test('another take is seen beside the chosen one, and the line between them moves', async (context) => {
  const folder = await filmFolder(context);
  await writeFilm(folder, ({ video, still }) => [
    trackOf('video', 1, [
      {
        ...clipOf(video, 1, 0, 60, 20),
        takes: { current: 0, others: [{ kind: 'media', mediaId: still.id }] },
      },
      clipOf(video, 2, 60, 60, 90),
    ]),
  ]);
  const { studio, page, editor } = await openFilm(context, folder);
  await page.getByRole('button', { name: /^harbour 1, / }).click();
  // Until the chosen take is drawn there is nothing to compare with.
  await page.locator('[data-layer] video').first().waitFor();
  const stage = await page.locator('[data-layer]').first().boundingBox();
  if (stage === null) throw new Error('The viewer can’t be seen.');
  /** A patch of the picture at a share of its width, below the names of the takes. */
  const patch = async (share: number): Promise<string> => {
    const clip = { x: stage.x + stage.width * share, y: stage.y + stage.height * 0.4, width: 40, height: 40 };
    return (await page.screenshot({ clip })).toString('base64');
  };
  const [left, middle, right] = [await patch(0.1), await patch(0.4), await patch(0.8)];

  await editor.press('Alt+c');
  const line = page.getByRole('slider', { name: 'Where the takes meet' });
  await line.waitFor();
  await expect.poll(() => patch(0.8)).not.toBe(right);
  expect(await patch(0.1)).toBe(left);
  expect(await patch(0.4)).toBe(middle);
  await studio.picture('takes compared');

  await line.focus();
  const before = await editor.timecode();
  for (let step = 0; step < 30; step += 1) await page.keyboard.press('ArrowLeft');
  expect(await line.inputValue()).toBe('0.2');
  await expect.poll(() => patch(0.4)).not.toBe(middle);
  expect(await patch(0.1)).toBe(left);
  expect(await editor.timecode()).toBe(before);

  // Where a clip has one take alone, there is nothing beside it; Escape ends comparing.
  await editor.press('End');
  await line.waitFor({ state: 'detached' });
  await editor.press('Home');
  await line.waitFor();
  await editor.press('Escape');
  await line.waitFor({ state: 'detached' });
  await expect.poll(() => patch(0.8)).toBe(right);
  await studio.close();
});
