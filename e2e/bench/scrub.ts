import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { resolveFfmpeg } from '../../src-main/media/resolve-ffmpeg.ts';
import { frames } from '../../src-shared/time/rate.ts';
import { runCommand } from '../support/command.ts';
import { clipOf, mediaOf, trackOf, writeProject } from '../support/film.ts';
import type { LaunchOptions } from './launch.ts';
import { within } from './window.ts';

export interface ScrubFigures {
  /** Milliseconds from a move of the pointer on the ruler until the exact frame under it is on screen. */
  readonly median: number;
  readonly p95: number;
}

const rate = 24;
const seconds = 10;
const moves = 32;

/** Grain, as a camera has it, so that decoding costs what it costs; a key frame each half second. */
async function writeCameraClip(path: string): Promise<void> {
  const { path: ffmpeg } = await resolveFfmpeg();
  const { code, stderr } = await runCommand(ffmpeg, [
    ...`-nostdin -y -f lavfi -i testsrc2=s=1920x1080:r=${rate}:d=${seconds}`.split(' '),
    ...'-vf noise=alls=6:allf=t -c:v libx264 -preset veryfast -crf 20 -g 12 -pix_fmt yuv420p'.split(' '),
    path,
  ]);
  if (code !== 0) throw new Error(stderr);
}

/**
 * Runs in the window: notes when the pointer asked for which frame, and when the video said that it shows it. A video tells the
 * time of the very frame that has come on screen.
 */
const recorder = `(() => {
  const record = { asked: null, shown: { frame: -1, at: 0 }, times: [] };
  window.scrubRecord = record;
  const playhead = document.querySelector('[role="slider"][aria-valuetext]');
  let movedAt = 0;
  window.addEventListener('pointermove', (event) => (movedAt = event.timeStamp), true);
  const compare = () => {
    const { asked, shown } = record;
    if (asked === null || shown.frame !== asked.frame || shown.at < asked.at) return;
    record.asked = null;
    record.times.push(shown.at - asked.at);
  };
  new MutationObserver(() => {
    record.asked = { frame: Number(playhead.getAttribute('aria-valuenow')), at: movedAt };
    compare();
  }).observe(playhead, { attributeFilter: ['aria-valuenow'] });
  const watch = (video) => video.requestVideoFrameCallback((now, { mediaTime }) => {
    watch(video);
    record.shown = { frame: Math.round(mediaTime * ${rate}), at: now };
    compare();
  });
  for (const video of document.querySelectorAll('[data-layer] video')) watch(video);
})()`;

/** Asks the page again and again; it may not be given code to run by itself. */
async function untilTrue(page: Page, expression: string): Promise<void> {
  const end = performance.now() + 30_000;
  while ((await page.evaluate(expression)) !== true) {
    if (performance.now() > end) throw new Error(`It never came true: ${expression}`);
    await setTimeout(10);
  }
}

/** Scrubs over one 1080p H.264 clip: short strokes and far leaps, each waited for. */
export async function measureScrub(
  launch: Omit<LaunchOptions, 'interactive'>,
  scratch: string,
): Promise<ScrubFigures> {
  const film = join(scratch, 'Scrub.kinoloom');
  await mkdir(join(film, 'media'), { recursive: true });
  const path = join(film, 'media', 'camera.mp4');
  await writeCameraClip(path);
  const count = rate * seconds;
  const media = await mediaOf(path, {
    kind: 'video',
    frames: frames(count),
    hasAudio: false,
    width: 1920,
    height: 1080,
  });
  await writeProject(film, [media], [trackOf('video', 1, [clipOf(media, 1, 0, count)])]);
  const times = await within(launch, [film], async (page) => {
    await page.locator('[data-clip]').first().waitFor({ timeout: 60_000 });
    await page.getByRole('radio', { name: 'Edit' }).click();
    await page.getByRole('button', { name: 'Fit timeline' }).click();
    await untilTrue(
      page,
      'document.querySelector("[data-layer] video")?.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA',
    );
    await page.evaluate(recorder);
    const ruler = await page.getByRole('slider', { name: 'Playhead' }).boundingBox();
    const clip = await page.locator('[data-clip]').first().boundingBox();
    if (ruler === null || clip === null) throw new Error('The timeline can’t be seen.');
    const y = ruler.y + ruler.height / 2;
    const perFrame = clip.width / count;
    const xOf = (frame: number): number => clip.x + (frame + 0.5) * perFrame;
    await page.mouse.move(xOf(5), y);
    await page.mouse.down();
    let frame = 5;
    for (let move = 0; move < moves; move += 1) {
      // Three short strokes, then a leap.
      const by = move % 4 === 3 ? 97 : 1 + ((move * 7) % 6);
      frame = (frame + by) % count;
      const before = z.number().parse(await page.evaluate('window.scrubRecord.times.length'));
      await page.mouse.move(xOf(frame), y);
      await untilTrue(page, `window.scrubRecord.times.length > ${before}`);
    }
    await page.mouse.up();
    return z.array(z.number()).parse(await page.evaluate('window.scrubRecord.times'));
  });
  const sorted = times.sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95) };
}
