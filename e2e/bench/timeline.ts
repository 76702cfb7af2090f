import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { isPartName } from '../../src-main/files/part-files.ts';
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
  /** From the first clip seen until the project's previews are made. */
  readonly previewSeconds: number;
}

const timesSchema = z.array(z.number());
const drawings = 90;
const rounds = 3;

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

/** The middle of a few rounds: one in which something else wanted the processor says nothing of the timeline. */
async function p95Of(page: Page, act: string): Promise<number> {
  const all: number[] = [];
  for (let round = 0; round < rounds; round += 1) all.push(p95(await timesOf(page, act)));
  return all.sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
}

/** What is made for the film's two files that have pictures: strips of both, and two reels of the one that moves. */
const previews = { filmstrips: 2, scrub: 2 } as const;

/**
 * Waits until the previews of a new project lie in its cache: made once, by an ffmpeg that takes a core, and no part of how
 * quickly the timeline draws.
 *
 * @returns seconds it took
 */
async function untilPreviewed(film: string): Promise<number> {
  const began = performance.now();
  const missing = async (): Promise<boolean> => {
    for (const [folder, wanted] of Object.entries(previews)) {
      const names = await readdir(join(film, 'cache', folder)).catch(() => []);
      if (names.filter((name) => !isPartName(name)).length < wanted) return true;
    }
    return false;
  };
  while (await missing()) {
    if (performance.now() - began > 120_000) throw new Error('The previews were not made.');
    await setTimeout(200);
  }
  return (performance.now() - began) / 1000;
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
    return p95Of(page, '(n) => { document.body.style.transform = "translateX(" + (n % 40) + "px)"; }');
  });
  const shown = await within({ ...launch, folder: folders.app }, [film], async (page) => {
    await page.locator('[data-clip]').first().waitFor({ timeout: 60_000 });
    await page.getByRole('radio', { name: 'Edit' }).click();
    const previewSeconds = await untilPreviewed(film);
    const mounted = await page.locator('[data-clip]').count();
    const scroll = await p95Of(
      page,
      '(n) => { document.querySelector("[data-timeline-scroller]").scrollLeft = n * 60; }',
    );
    const zoom = await p95Of(
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
    return { mounted, previewSeconds, scrollP95: scroll, zoomP95: zoom };
  });
  return { emptyP95, ...shown };
}
