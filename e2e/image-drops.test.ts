import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { generationRequestSchema } from '../src-shared/generation/request.ts';
import { makeFootage } from './support/film.ts';
import { answerDialogs, editorOf, type Editor } from './support/editor.ts';
import { launchStudio, type Studio } from './support/studio.ts';
import { timelineOf } from './support/timeline.ts';

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kinoloom-drops-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** A file is imported while shots are being made. */
const patience = { timeout: 20_000 };

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Files of the system over the window and let go there, as the browser itself tells it: the page gets real files. */
async function dropFiles(page: Page, files: readonly string[], { x, y }: Point, said: string): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  const tell = (type: 'dragEnter' | 'dragOver' | 'drop', dx = 0) =>
    browser.send('Input.dispatchDragEvent', { type, x: x + dx, y, data });
  await tell('dragEnter', -2);
  // The place says what a release would mean before it happens.
  await expect
    .poll(async () => {
      await tell('dragOver');
      return page.getByText(said).count();
    })
    .toBeGreaterThan(0);
  await tell('drop');
  await browser.detach();
}

/** An image of the library, dragged to a place by the pointer; the place says the same before the release. */
async function dragImage(page: Page, name: RegExp, { x, y }: Point, said: string): Promise<void> {
  const item = await page.getByRole('button', { name }).first().boundingBox();
  if (item === null) throw new Error('No such file in the library');
  const from = { x: item.x + item.width / 2, y: item.y + item.height / 2 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 20, from.y + 20, { steps: 3 });
  await page.mouse.move(x - 6, y, { steps: 4 });
  await page.mouse.move(x, y, { steps: 3 });
  await page.getByText(said).first().waitFor();
  await page.mouse.up();
}

/** What stands on the track: start, length, and what it is made from. */
async function cut(studio: Studio) {
  const { tracks } = await timelineOf(studio);
  return (tracks[0]?.clips ?? []).map(({ start, length, source }) => {
    const asked = source.kind === 'job' ? generationRequestSchema.parse(source.request) : undefined;
    const pictures =
      asked?.operation === 'animate'
        ? `animate ${asked.last === undefined ? 'one' : 'two'}`
        : asked?.operation === 'keyframes'
          ? `pinned ${asked.keys.filter(({ frame, at }) => frame === 0 && (at === 0 || at === asked.seconds)).length > 0 ? 'with image' : 'without'}`
          : 'footage';
    return `${start}+${length} ${pictures}`;
  });
}

async function lane(
  editor: Editor,
): Promise<{ readonly x: number; readonly y: number; readonly height: number }> {
  const box = await editor.page.locator('[data-track]').first().boundingBox();
  if (box === null) throw new Error('No track');
  return box;
}

test(
  'images dropped on a tail, a head and empty places lead on from there',
  { timeout: 300_000 },
  async (context) => {
    const { video, still } = await makeFootage(scratch, { seconds: 1, width: 320, height: 180 });
    const other = join(scratch, 'other');
    const { still: second } = await makeFootage(other, { seconds: 1, width: 192, height: 108 });
    const studio = await launchStudio({ test: context });
    const { page } = studio;
    const editor = editorOf(page);
    await editor.ready();
    await page.getByRole('radio', { name: 'Draft' }).click();
    const length = page.getByRole('textbox', { name: 'Length' });
    await length.fill('0.5');
    await length.press('Tab');
    await answerDialogs(studio.app, { open: [video] });
    await editor.press('Control+i');
    await page
      .getByRole('button', { name: /^harbour\.mp4/ })
      .first()
      .click({ timeout: 20_000 });
    await editor.command('Add to timeline');
    await expect.poll(() => cut(studio), patience).toEqual(['0+24 footage']);

    const box = await editor.clip(0).boundingBox();
    if (box === null) throw new Error('No clip');
    const middle = box.y + box.height / 2;
    await dropFiles(
      page,
      [still],
      { x: box.x + box.width - 8, y: middle },
      'Lead from this clip to the image',
    );
    await expect.poll(() => cut(studio), patience).toEqual(['0+24 footage', '24+12 pinned with image']);
    await studio.picture('image on a tail');

    await dropFiles(page, [still], { x: box.x + 8, y: middle }, 'Lead from the image into this clip');
    await expect
      .poll(() => cut(studio), patience)
      .toEqual(['0+12 pinned with image', '12+24 footage', '36+12 pinned with image']);
    await studio.picture('image on a head');

    // The lower half of an empty place; 48 frames stand before it.
    const track = await lane(editor);
    const zoom = box.width / 24;
    const below = track.y + track.height * 0.75;
    await dropFiles(page, [still], { x: track.x + 60 * zoom, y: below }, 'Animate from this image');
    await expect.poll(async () => (await cut(studio)).at(-1), patience).toMatch(/^\d+\+12 animate one$/);
    await dropFiles(
      page,
      [still, second],
      { x: track.x + 84 * zoom, y: below },
      'Animate from the first image to the second',
    );
    await expect.poll(async () => (await cut(studio)).at(-1), patience).toMatch(/^\d+\+12 animate two$/);
    await studio.picture('images on empty places');

    // The same from the library, where the images are now: beside the last clip, on a tail and on a head.
    const poster = /^poster\.png/;
    const clipAt = async (index: number) => {
      const found = await editor.clip(index).boundingBox();
      if (found === null) throw new Error('No clip');
      return { left: found.x, right: found.x + found.width, y: found.y + found.height * 0.75 };
    };
    const end = await clipAt(4);
    await dragImage(page, poster, { x: end.right + 30, y: end.y }, 'Animate from this image');
    await expect.poll(async () => (await cut(studio)).length, patience).toBe(6);
    expect((await cut(studio)).at(-1)).toMatch(/^\d+\+12 animate one$/);
    const harbour = await clipAt(1);
    await dragImage(page, poster, { x: harbour.right - 8, y: harbour.y }, 'Lead from this clip to the image');
    await expect
      .poll(async () => (await cut(studio)).slice(0, 4), patience)
      .toEqual([
        '0+12 pinned with image',
        '12+24 footage',
        '36+12 pinned with image',
        '48+12 pinned with image',
      ]);
    await dragImage(
      page,
      poster,
      { x: harbour.left + 8, y: harbour.y },
      'Lead from the image into this clip',
    );
    await expect
      .poll(async () => (await cut(studio)).slice(0, 3), patience)
      .toEqual(['0+12 pinned with image', '12+12 pinned with image', '24+24 footage']);
    await studio.picture('images from the library');

    // All of them become takes of exactly that length.
    for (const index of [0, 1, 3, 4, 5, 6, 7]) await editor.untilGenerated(index);
    const made = await cut(studio);
    expect(made).toHaveLength(8);
    expect(
      (await editor.clipNames()).filter((name) => name.includes('Generated, 0 seconds 12 frames')),
    ).toHaveLength(7);
    await studio.picture('image drops made');
    await studio.close();
  },
);
