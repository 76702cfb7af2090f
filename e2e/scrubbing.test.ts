import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { TestContext } from 'vitest';
import { z } from 'zod';
import { resolveFfmpeg } from '../src-main/media/resolve-ffmpeg.ts';
import { numberBits, writeNumberedClip } from '../src-main/media/testing/numbered-clip.ts';
import { rotateTrack } from '../src-main/media/testing/shaped-files.ts';
import type { Media } from '../src-shared/project/schema.ts';
import { frames } from '../src-shared/time/rate.ts';
import type { Editor } from './support/editor.ts';
import { clipOf, mediaOf, trackOf, writeProject } from './support/film.ts';
import { filmFolder, openFilm } from './support/open-film.ts';

/** More than one reel, so that the second one counts on where the first ended. */
const count = 150;
const size = { width: 480, height: 270 };
const h264 = '-c:v libx264 -preset veryfast -crf 14 -g 12 -bf 2 -pix_fmt yuv420p'.split(' ');

interface Film {
  readonly folder: string;
  readonly media: Media;
}

/** A film of one clip in which every picture carries its number; `isTurned`: it stands upright only by its file's turn. */
async function numberedFilm(context: TestContext, { isTurned = false } = {}): Promise<Film> {
  const folder = await filmFolder(context);
  await mkdir(join(folder, 'media'), { recursive: true });
  const path = join(folder, 'media', 'numbers.mp4');
  const { path: program } = await resolveFfmpeg();
  const turn = isTurned ? ['-vf', 'transpose=cclock'] : [];
  writeNumberedClip(program, path, { size, rate: '24', count, encode: [...turn, ...h264] });
  if (isTurned) await writeFile(path, rotateTrack(await readFile(path), 90));
  const media = await mediaOf(path, { kind: 'video', frames: frames(count), hasAudio: false, ...size });
  // From the eleventh frame of the file on.
  await writeProject(folder, [media], [trackOf('video', 1, [clipOf(media, 1, 0, count - 10, 10)])]);
  return { folder, media };
}

const seenSchema = z.object({
  by: z.enum(['quick', 'video', 'nothing']),
  number: z.number(),
  says: z.number().optional(),
});

/** Reads the number of the picture that is seen in a monitor, out of what is drawn there. */
const readNumber = (panel: string): string => `(() => {
  const monitor = document.querySelector('[data-panel="${panel}"]');
  const quick = monitor.querySelector('[data-layer] canvas[data-quick]:not([hidden])');
  const picture = quick ?? monitor.querySelector('[data-layer] video');
  if (picture === null || getComputedStyle(picture).visibility !== 'visible') return { by: 'nothing', number: -1 };
  const reading = new OffscreenCanvas(${numberBits}, 3).getContext('2d', { willReadFrequently: true });
  reading.imageSmoothingEnabled = false;
  reading.drawImage(picture, 0, 0, ${numberBits}, 3);
  const { data } = reading.getImageData(0, 1, ${numberBits}, 1);
  let number = 0;
  for (let bit = 0; bit < ${numberBits}; bit += 1) if (data[bit * 4] > 127) number += 2 ** bit;
  return quick === null ? { by: 'video', number } : { by: 'quick', number, says: Number(quick.dataset.quick) };
})()`;

async function seen(page: Page, panel = 'viewer'): Promise<z.infer<typeof seenSchema>> {
  const picture = seenSchema.parse(await page.evaluate(readNumber(panel)));
  // A wrong picture would be followed by the right one at rest: each is held to what it says it is.
  const { by, number, says } = picture;
  if (by === 'quick' && number !== says) throw new Error(`Frame ${number} is shown as ${says}.`);
  return picture;
}

/** Waits until the small picture of a frame of the file can be had. */
async function untilMade(page: Page, { id }: Media, frame: number): Promise<void> {
  const status = () => page.evaluate(`fetch('media://media/${id}/scrub/${frame}').then(({ ok }) => ok)`);
  await expect.poll(status, { timeout: 60_000 }).toBe(true);
}

/** The film in the editor, all of it in sight and its first frame in the viewer. */
async function openNumbered(context: TestContext, folder: string): Promise<{ page: Page; editor: Editor }> {
  const { page, editor } = await openFilm(context, folder);
  await page.getByRole('button', { name: 'Fit timeline' }).click();
  await expect.poll(() => seen(page), { timeout: 20_000 }).toEqual({ by: 'video', number: 10 });
  return { page, editor };
}

for (const isTurned of [false, true]) {
  const what = isTurned ? 'a film that its file turns' : 'a film';
  test(`${what}: while scrubbing the exact frame is seen, at rest the film itself`, async (context) => {
    const { folder, media } = await numberedFilm(context, { isTurned });
    const { page, editor } = await openNumbered(context, folder);
    for (const frame of [0, count - 1]) await untilMade(page, media, frame);

    const playhead = page.getByRole('slider', { name: 'Playhead' });
    const ruler = await playhead.boundingBox();
    const clip = await page.locator('[data-clip]').first().boundingBox();
    if (ruler === null || clip === null) throw new Error('The timeline can’t be seen.');
    const y = ruler.y + ruler.height / 2;
    const xOf = (frame: number) => clip.x + ((frame + 0.5) * clip.width) / (count - 10);
    await page.mouse.move(xOf(3), y);
    await page.mouse.down();
    // Every frame forwards, then leaps: over the end of a reel, and back.
    const places = [...Array.from({ length: 30 }, (_, at) => 3 + at), 139, 108, 109, 110, 1, 70, 111, 0, 138];
    const by = new Set<string>();
    for (const place of places) {
      await page.mouse.move(xOf(place), y);
      await expect.poll(() => playhead.getAttribute('aria-valuenow')).toBe(String(place));
      await expect.poll(async () => (await seen(page)).number, { interval: 10 }).toBe(place + 10);
      by.add((await seen(page)).by);
    }
    expect(by).toContain('quick');
    await page.mouse.up();
    await expect.poll(() => seen(page), { timeout: 20_000 }).toEqual({ by: 'video', number: 148 });

    // Step by step by the keyboard, and from a stand into playing.
    await playhead.focus();
    await editor.press('ArrowLeft');
    await expect.poll(async () => (await seen(page)).number, { timeout: 20_000 }).toBe(147);
    await editor.press('Home', 'Space');
    const runs = async () => {
      const { by: shownBy, number } = await seen(page);
      return shownBy === 'video' && number > 12 && number < 120;
    };
    await expect.poll(runs, { timeout: 20_000 }).toBe(true);
    await editor.press('Space');

    // The cache may be cleared at any time: the film is then looked at itself, and its pictures are made anew.
    await rm(join(folder, 'cache'), { recursive: true });
    await page.mouse.click(xOf(60), y);
    await expect.poll(() => seen(page), { timeout: 20_000 }).toEqual({ by: 'video', number: 70 });
    await page.mouse.click(xOf(50), y);
    await expect.poll(async () => (await seen(page)).number, { timeout: 20_000 }).toBe(60);
    await untilMade(page, media, 60);
  });
}

test('an edge that is dragged is seen in the viewer, and the playhead’s frame again afterwards', async (context) => {
  const { folder } = await numberedFilm(context);
  const { page, editor } = await openNumbered(context, folder);
  const length = count - 10;

  /** Takes an edge and moves it by frames, without letting go. */
  async function take(part: 'start' | 'end', by: number): Promise<void> {
    const clip = await page.locator('[data-clip]').first().boundingBox();
    if (clip === null) throw new Error('The clip can’t be seen.');
    const [x, y] = [part === 'start' ? clip.x + 2 : clip.x + clip.width - 2, clip.y + clip.height / 2];
    await page.mouse.move(x, y);
    await page.locator(`[data-clip] [data-part="${part}"]`).waitFor();
    await page.mouse.down();
    await page.mouse.move(x + (by * clip.width) / length, y, { steps: 5 });
  }
  const number = async () => (await seen(page)).number;

  await take('end', -20);
  await expect.poll(number, { timeout: 20_000 }).toBe(10 + length - 20 - 1);
  await editor.press('Escape');
  await page.mouse.up();
  await expect.poll(number, { timeout: 20_000 }).toBe(10);

  await take('start', 30);
  await expect.poll(number, { timeout: 20_000 }).toBe(10 + 30);
  await page.mouse.up();
  // Nothing stands at the playhead any more.
  await expect.poll(async () => (await seen(page)).by, { timeout: 20_000 }).toBe('nothing');
});

test('the source monitor is scrubbed by the same pictures, exact to the frame', async (context) => {
  const { folder, media } = await numberedFilm(context);
  const { page, editor } = await openNumbered(context, folder);
  await page.getByRole('button', { name: /^numbers\.mp4/ }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Open in source monitor' }).click();
  const source = () => seen(page, 'source');
  await expect.poll(source, { timeout: 20_000 }).toEqual({ by: 'video', number: 0 });
  for (const frame of [0, count - 1]) await untilMade(page, media, frame);

  const playhead = page.getByRole('region', { name: 'Source' }).getByRole('slider');
  const bar = await playhead.boundingBox();
  if (bar === null) throw new Error('The source monitor can’t be seen.');
  const y = bar.y + bar.height / 2;
  const xOf = (frame: number) => bar.x + (frame * bar.width) / (count - 1);
  await page.mouse.move(xOf(2), y);
  await page.mouse.down();
  const by = new Set<string>();
  for (const place of [...Array.from({ length: 20 }, (_, at) => 3 + at), 149, 118, 119, 120, 121, 5, 90, 0]) {
    await page.mouse.move(xOf(place), y);
    await expect.poll(() => playhead.getAttribute('aria-valuenow')).toBe(String(place));
    await expect.poll(async () => (await source()).number, { interval: 10 }).toBe(place);
    by.add((await source()).by);
  }
  expect(by).toContain('quick');
  await page.mouse.move(xOf(77), y);
  await page.mouse.up();
  await expect.poll(source, { timeout: 20_000 }).toEqual({ by: 'video', number: 77 });
  // The programme beside it has not moved.
  expect(await seen(page)).toEqual({ by: 'video', number: 10 });

  // It steps and plays by the same keys, and its picture runs by itself.
  await editor.press('ArrowRight');
  await expect.poll(async () => (await source()).number, { timeout: 20_000 }).toBe(78);
  await editor.press('Space');
  const runs = async () => {
    const { by: shownBy, number } = await source();
    return shownBy === 'video' && number > 82;
  };
  await expect.poll(runs, { timeout: 20_000 }).toBe(true);
  await editor.press('Space');
});
