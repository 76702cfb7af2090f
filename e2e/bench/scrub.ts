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
  /** Seconds from opening the film until the small pictures of all its frames are made. */
  readonly readySeconds: number;
  /** Milliseconds from a move of the pointer on the ruler until the exact frame under it is on screen. */
  readonly median: number;
  readonly p95: number;
}

const rate = 24;
const seconds = 10;
const moves = 32;

/** Number of its picture, in white and black blocks: what is on screen is read, not believed. */
const bits = 8;

/** Grain, as a camera has it, so that decoding costs what it costs; a key frame each half second. */
async function writeCameraClip(path: string): Promise<void> {
  const { path: ffmpeg } = await resolveFfmpeg();
  const blocks = Array.from({ length: bits }, (_, bit) => {
    const place = `drawbox=x=${bit * (1920 / bits)}:y=405:w=${1920 / bits}:h=270:t=fill`;
    return [`${place}:c=black`, `${place}:c=white:enable='mod(floor(n/${2 ** bit})\\,2)'`];
  }).flat();
  const { code, stderr } = await runCommand(ffmpeg, [
    ...`-nostdin -y -f lavfi -i testsrc2=s=1920x1080:r=${rate}:d=${seconds}`.split(' '),
    '-vf',
    [...blocks, 'noise=alls=6:allf=t'].join(','),
    ...'-c:v libx264 -preset veryfast -crf 20 -g 12 -pix_fmt yuv420p'.split(' '),
    path,
  ]);
  if (code !== 0) throw new Error(stderr);
}

/**
 * Runs in the window: notes when the pointer asked for which frame, and when the picture with its number was on screen. A
 * video says when it shows another picture; what covers it is looked at before each drawing.
 */
const recorder = `(() => {
  const record = { asked: null, times: [] };
  window.scrubRecord = record;
  const playhead = document.querySelector('[role="slider"][aria-valuetext]');
  const reading = new OffscreenCanvas(${bits}, 3).getContext('2d', { willReadFrequently: true });
  // The middle of each block alone.
  reading.imageSmoothingEnabled = false;
  const numberOn = (element) => {
    reading.drawImage(element, 0, 0, ${bits}, 3);
    const { data } = reading.getImageData(0, 1, ${bits}, 1);
    return Array.from({ length: ${bits} }, (_, bit) => (data[bit * 4] > 127 ? 2 ** bit : 0)).reduce((a, b) => a + b);
  };
  let movedAt = 0;
  window.addEventListener('pointermove', (event) => (movedAt = event.timeStamp), true);
  const compare = (now, element) => {
    const { asked } = record;
    if (asked === null || now < asked.at || numberOn(element) !== asked.frame) return;
    record.asked = null;
    record.times.push(now - asked.at);
  };
  new MutationObserver(() => {
    record.asked = { frame: Number(playhead.getAttribute('aria-valuenow')), at: movedAt };
  }).observe(playhead, { attributeFilter: ['aria-valuenow'] });
  const covering = () => document.querySelector('[data-layer] canvas:not([hidden])');
  let changed = null;
  const watch = (video) => video.requestVideoFrameCallback(() => {
    watch(video);
    changed = video;
  });
  for (const video of document.querySelectorAll('[data-layer] video')) watch(video);
  const look = (now) => {
    requestAnimationFrame(look);
    const canvas = covering();
    if (canvas !== null) compare(now, canvas);
    else if (changed !== null) {
      compare(now, changed);
      changed = null;
    }
  };
  requestAnimationFrame(look);
})()`;

/** Asks the page again and again; it may not be given code to run by itself. */
async function untilTrue(page: Page, expression: string): Promise<void> {
  const end = performance.now() + 30_000;
  while ((await page.evaluate(expression)) !== true) {
    if (performance.now() > end) throw new Error(`It never came true: ${expression}`);
    await setTimeout(10);
  }
}

/** Whether the small picture of a frame can be had, as an expression. */
function pictureIsMade(frame: number): string {
  const address = `document.querySelector('[data-layer] video').currentSrc + '/scrub/${frame}'`;
  return `fetch(${address}).then(({ ok }) => ok)`;
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
  const scrubbed = await within(launch, [film], async (page) => {
    await page.locator('[data-clip]').first().waitFor({ timeout: 60_000 });
    await page.getByRole('radio', { name: 'Edit' }).click();
    await page.getByRole('button', { name: 'Fit timeline' }).click();
    await untilTrue(
      page,
      'document.querySelector("[data-layer] video")?.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA',
    );
    const opened = performance.now();
    await untilTrue(page, pictureIsMade(0));
    await untilTrue(page, pictureIsMade(count - 1));
    const readySeconds = (performance.now() - opened) / 1000;
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
    const record = await page.evaluate('window.scrubRecord.times');
    return { times: z.array(z.number()).parse(record), readySeconds };
  });
  const sorted = scrubbed.times.sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95), readySeconds: scrubbed.readySeconds };
}
