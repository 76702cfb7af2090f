import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { longTimeline, writeFilm } from './support/film.ts';
import { filmFolder, openFilm } from './support/open-film.ts';

const lanesSchema = z.array(z.object({ id: z.string(), changes: z.number() }));

/** After a scroll the clips become elements over many frames: waits for some in a row in which no track has changed. */
function untilStill(page: Page): Promise<void> {
  return page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        let still = 0;
        const observer = new MutationObserver(() => {
          still = 0;
        });
        for (const track of document.querySelectorAll('[data-track]')) {
          observer.observe(track, { subtree: true, childList: true, attributes: true });
        }
        const count = (): void => {
          still += 1;
          if (still < 20) return void requestAnimationFrame(count);
          observer.disconnect();
          resolve();
        };
        requestAnimationFrame(count);
      }),
  );
}

test('two thousand clips on ten tracks: few are mounted, and a drag draws its own track once a frame', async (context) => {
  const folder = await filmFolder(context);
  await writeFilm(folder, ({ video }) => longTimeline(video));
  const { studio, page, editor } = await openFilm(context, folder);
  const mounted = () => page.locator('[data-clip]').count();
  await expect.poll(mounted, { timeout: 20_000 }).toBeGreaterThan(10);
  const counts = [await mounted()];
  // It opens where the film lies, at the lowest picture track.
  const panel = await page.locator('[data-timeline-scroller]').boundingBox();
  const lowest = await page.getByRole('group', { name: /^V1, / }).boundingBox();
  if (panel === null || lowest === null) throw new Error('The timeline can’t be seen.');
  expect(lowest.y + lowest.height).toBeLessThanOrEqual(panel.y + panel.height);
  await studio.picture('long timeline zoomed in');

  // The whole film, then from one end to the other, then close up.
  await editor.press('Shift+z');
  await expect.poll(mounted, { timeout: 20_000 }).toBeLessThanOrEqual(150);
  counts.push(await mounted());
  await studio.picture('long timeline whole');
  for (let step = 0; step < 12; step += 1) {
    await editor.press('+');
    counts.push(await mounted());
  }
  for (const share of [0.25, 0.5, 1]) {
    await page.evaluate((part) => {
      const scroller = document.querySelector('[data-timeline-scroller]');
      if (scroller !== null) scroller.scrollLeft = scroller.scrollWidth * part;
    }, share);
    counts.push(await mounted());
  }
  await editor.press('Control+a');
  counts.push(await mounted());
  expect(Math.max(...counts)).toBeLessThanOrEqual(150);
  await editor.press('Control+Shift+a');

  // A clip that is only painted can be pressed and dragged like the others.
  await page.evaluate(() => {
    document.querySelector('[data-timeline-scroller]')?.scrollTo(0, 0);
  });
  await untilStill(page);
  const lane = page.locator('[data-track="video-10"]');
  const box = await lane.boundingBox();
  if (box === null) throw new Error('The uppermost track can’t be seen.');
  const x = box.x + 120;
  const y = box.y + box.height / 2;
  await page.mouse.move(x, y);
  await page.mouse.down();
  // What the press selects is drawn everywhere once; the drag alone is measured.
  await untilStill(page);
  await page.evaluate(() => {
    const counted = [...document.querySelectorAll<HTMLElement>('[data-track]')].map((element) => {
      const record = { id: element.dataset['track'] ?? '', changes: 0 };
      // React writes all of one commit in one go, and the observer hears of it once.
      new MutationObserver(() => {
        record.changes += 1;
      }).observe(element, { subtree: true, childList: true, attributes: true });
      return record;
    });
    const clock = { frames: 0 };
    const count = (): void => {
      clock.frames += 1;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
    Object.assign(window, { laneChanges: counted, frameClock: clock });
  });
  for (let step = 1; step <= 20; step += 1) await page.mouse.move(x + step * 6, y);
  const lanes = lanesSchema.parse(await page.evaluate('window.laneChanges'));
  const frames = z.number().parse(await page.evaluate('window.frameClock.frames'));
  await page.mouse.up();
  const own = lanes.find(({ id }) => id === 'video-10')?.changes ?? 0;
  expect(own, 'the drag is drawn').toBeGreaterThan(0);
  expect(own, `in ${frames} frames`).toBeLessThanOrEqual(frames);
  const others = lanes.filter(({ id, changes }) => id !== 'video-10' && changes > 0);
  expect(others, 'no other track is drawn').toEqual([]);
  await studio.close();
});
