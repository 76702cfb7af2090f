import { expect, test } from 'vitest';
import { clipOf, trackOf, writeFilm } from './support/film.ts';
import { filmFolder, openFilm } from './support/open-film.ts';

test('the shuttle repeats and slows, a range loops, and what is not drawn in time is said', async (context) => {
  const folder = await filmFolder(context);
  await writeFilm(folder, ({ video, still }) => [
    trackOf('video', 1, [clipOf(video, 1, 0, 192)]),
    trackOf('video', 2, [clipOf(still, 2, 0, 96)]),
    trackOf('audio', 1, []),
  ]);
  const { studio, page, editor, clip } = await openFilm(context, folder);
  await clip(1).waitFor();
  const viewer = page.getByRole('region', { name: 'Viewer' });
  const playhead = page.getByRole('region', { name: 'Timeline' }).getByRole('slider', { name: 'Playhead' });
  const at = async (): Promise<number> => Number(await playhead.getAttribute('aria-valuenow'));
  const speed = (text: string) => viewer.getByText(text, { exact: true });
  /** The viewer's own clock: while it plays, the ruler's slider only says that it does. */
  const clock = async (): Promise<number> => {
    const text =
      (await viewer
        .getByText(/^00:00:\d\d:\d\d$/)
        .first()
        .textContent()) ?? '';
    const [seconds = 0, rest = 0] = text.split(':').slice(2).map(Number);
    return seconds * 24 + rest;
  };
  await playhead.focus();

  // Again is faster, the other way is back, slowly is a quarter and then half, and K stands.
  await editor.press('l', 'l');
  await speed('2×').waitFor();
  await editor.press('l');
  await speed('4×').waitFor();
  // From the first frame there is no way back: a busy machine takes a moment until it plays.
  await expect.poll(clock, { timeout: 20_000, interval: 20 }).toBeGreaterThan(96);
  await editor.press('j');
  await speed('-1×').waitFor();
  await editor.press('k', 'Shift+l');
  await speed('0.25×').waitFor();
  await editor.press('Shift+l');
  await speed('0.5×').waitFor();
  await editor.press('k');
  await speed('0.5×').waitFor({ state: 'detached' });

  // K held makes single steps of J and L.
  await editor.press('Home');
  await page.keyboard.down('k');
  await editor.press('l', 'l', 'l', 'j');
  await page.keyboard.up('k');
  expect(await at()).toBe(2);

  // A range of half a second goes round and round.
  await editor.press('Home', 'Shift+ArrowRight', 'i', 'Shift+ArrowRight', 'o', 'Shift+Alt+L', 'Space');
  let rounds = 0;
  let before = await clock();
  await expect
    .poll(
      async () => {
        const now = await clock();
        if (now < before) rounds += 1;
        before = now;
        if (now < 10 || now > 20) throw new Error(`Frame ${now} lies outside the range.`);
        return rounds;
      },
      { timeout: 20_000, interval: 20 },
    )
    .toBeGreaterThan(2);

  // A page that is held up for half a second shows fewer frames, and says so.
  await page.evaluate(() => {
    const until = performance.now() + 500;
    while (performance.now() < until);
  });
  await viewer.getByText(/frames? dropped/).waitFor();
  await studio.picture('playing dropped');
  await editor.press('Space');
  await studio.close();
});

test('time is looked at as wished: by its units, close up, from one end to the other', async (context) => {
  const folder = await filmFolder(context);
  await writeFilm(folder, ({ video }) => [
    trackOf('video', 1, [clipOf(video, 1, 0, 96), clipOf(video, 2, 96, 24), clipOf(video, 3, 2000, 96)]),
    trackOf('audio', 1, []),
  ]);
  const { studio, page, editor, clip } = await openFilm(context, folder);
  await page.getByRole('button', { name: 'Fit timeline' }).click();
  const panel = await page.locator('[data-timeline-scroller]').boundingBox();
  if (panel === null) throw new Error('The timeline can’t be seen.');
  const scrolled = () =>
    page.evaluate(() => document.querySelector('[data-timeline-scroller]')?.scrollLeft ?? 0);
  const width = async (number: number) => (await clip(number).boundingBox())?.width ?? 0;

  await clip(1).click();
  await page.getByRole('slider', { name: 'Playhead' }).focus();
  for (const name of ['timecode', 'frames', 'seconds']) {
    await studio.picture(`ruler in ${name}`);
    await editor.command('Ruler: timecode, frames or seconds');
  }
  await editor.press('z');
  await expect.poll(() => width(1)).toBeGreaterThan(panel.width * 0.6);

  // The wheel scrolls, its button drags, and so does the hand.
  const [x, y] = [panel.x + panel.width / 2, panel.y + 60];
  await page.mouse.move(x, y);
  const first = await scrolled();
  await page.mouse.wheel(300, 0);
  await expect.poll(scrolled).toBe(first + 300);
  const second = first + 300;
  await page.mouse.down({ button: 'middle' });
  await page.mouse.move(x - 150, y, { steps: 4 });
  await page.mouse.up({ button: 'middle' });
  await expect.poll(scrolled).toBe(second + 150);
  await editor.press('h');
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 120, y, { steps: 4 });
  await page.mouse.up();
  await expect.poll(scrolled).toBe(second + 30);
  await editor.press('v');

  // With Control the wheel zooms about the pointer: the frame under it stays there.
  const before = await width(1);
  const left = (await clip(1).boundingBox())?.x ?? 0;
  const share = (x - left) / before;
  await page.mouse.move(x, y);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -200);
  await page.keyboard.up('Control');
  await expect.poll(() => width(1)).toBeGreaterThan(before * 1.1);
  await expect
    .poll(async () => {
      const box = await clip(1).boundingBox();
      return box === null ? Infinity : Math.abs(box.x + share * box.width - x);
    })
    .toBeLessThan(3);
  await studio.close();
});
