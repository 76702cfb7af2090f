import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { longTimeline, writeFilm } from '../support/film.ts';
import type { LaunchOptions } from './launch.ts';
import { within } from './window.ts';

export interface TimelineFigures {
  /** Milliseconds between drawings that 95 of 100 stay under, while scrolling and while zooming. */
  readonly scrollP95: number;
  readonly zoomP95: number;
  /** The same of a page that only moves one element, on the same runtime. */
  readonly emptyP95: number;
  readonly mounted: number;
}

const timesSchema = z.array(z.number());
const drawings = 90;

function p95(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN;
}

/** Times between drawings while `act` runs before each; text, because it runs in the page. */
async function timesOf(page: Page, act: string): Promise<number[]> {
  return timesSchema.parse(
    await page.evaluate(`new Promise((resolve) => {
      const act = ${act};
      const times = [];
      let last = performance.now();
      let n = 0;
      const draw = (now) => {
        if (n > 0) times.push(now - last);
        last = now;
        if (n >= ${drawings}) return resolve(times);
        act(n);
        n += 1;
        requestAnimationFrame(draw);
      };
      requestAnimationFrame(draw);
    })`),
  );
}

/** Scrolls and zooms two thousand clips on ten tracks, next to an empty page on the same runtime. */
export async function measureTimeline(
  launch: Omit<LaunchOptions, 'interactive' | 'folder'>,
  folders: { readonly app: string; readonly blank: string },
  scratch: string,
): Promise<TimelineFigures> {
  const film = join(scratch, 'Long.kinoloom');
  await writeFilm(film, ({ video }) => longTimeline(video));
  const emptyP95 = await within({ ...launch, folder: folders.blank }, [], async (page) => {
    await page.waitForLoadState('load');
    return p95(
      await timesOf(page, '(n) => { document.body.style.transform = "translateX(" + (n % 40) + "px)"; }'),
    );
  });
  const shown = await within({ ...launch, folder: folders.app }, [film], async (page) => {
    await page.locator('[data-clip]').first().waitFor({ timeout: 60_000 });
    await page.getByRole('radio', { name: 'Edit' }).click();
    const mounted = await page.locator('[data-clip]').count();
    const scroll = await timesOf(
      page,
      '(n) => { document.querySelector("[data-timeline-scroller]").scrollLeft = n * 60; }',
    );
    const zoom = await timesOf(
      page,
      `(n) => {
        const scroller = document.querySelector("[data-timeline-scroller]");
        const { left, top } = scroller.getBoundingClientRect();
        scroller.dispatchEvent(new WheelEvent("wheel", {
          deltaY: n % 60 < 30 ? 40 : -40, ctrlKey: true, clientX: left + 500, clientY: top + 60,
          bubbles: true, cancelable: true,
        }));
      }`,
    );
    return { mounted, scrollP95: p95(scroll), zoomP95: p95(zoom) };
  });
  return { emptyP95, ...shown };
}
