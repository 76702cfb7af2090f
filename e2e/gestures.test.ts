import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { takesOf } from '../src-shared/timeline/takes.ts';
import { resolveFfmpeg } from '../src-main/media/resolve-ffmpeg.ts';
import { runCommand } from './support/command.ts';
import { answerDialogs, editorOf, type Editor } from './support/editor.ts';
import { launchStudio, type Studio } from './support/studio.ts';
import { timelineOf } from './support/timeline.ts';

/** Gestures that `operations.test.ts` does not make; one start of the app, shots of half a second. */
let scratch = '';
const at = (name: string): string => join(scratch, name);

async function ffmpeg(words: string, path: string): Promise<void> {
  const { path: program } = await resolveFfmpeg();
  const { code, stderr } = await runCommand(program, [...`-nostdin -y ${words}`.split(' '), path]);
  if (code !== 0) throw new Error(stderr);
}

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kinoloom-gestures-'));
  for (const [name, colour] of [
    ['blue', '0x4060c0'],
    ['green', '0x408040'],
  ] as const) {
    await ffmpeg(
      `-f lavfi -i color=c=${colour}:s=320x180:r=24:d=1 -f lavfi -i color=c=0xff4040:s=40x40:r=24:d=1 ` +
        '-filter_complex [0][1]overlay=x=20+200*t:y=70 -frames:v 24 -c:v libx264 -pix_fmt yuv420p',
      at(`${name}.mp4`),
    );
  }
  for (const [name, colour] of [
    ['hill', '0x6fb7e8'],
    ['dusk', '0x804030'],
  ] as const) {
    await ffmpeg(`-f lavfi -i color=c=${colour}:s=320x180 -frames:v 1`, at(`${name}.png`));
  }
});
/** A portrait, for a frame that is none. */
const drawTall = (): Promise<void> =>
  ffmpeg('-f lavfi -i color=c=0x6fb7e8:s=180x240 -frames:v 1', at('tall.png'));
afterAll(() => rm(scratch, { recursive: true, force: true }));

async function middleOf(locator: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('It is not seen.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function pull({ page }: Editor, handle: Locator, by: number): Promise<void> {
  const { x, y } = await middleOf(handle);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by / 2, y, { steps: 4 });
  await page.mouse.move(x + by, y, { steps: 4 });
  await page.mouse.up();
}

/** Drags an image of the library to a place; `meant` is what the place says before the release. */
async function dropImage({ page }: Editor, name: RegExp, to: { x: number; y: number }, meant: RegExp) {
  const from = await middleOf(page.getByRole('button', { name }).first());
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 20, from.y + 20, { steps: 3 });
  await page.mouse.move(to.x - 6, to.y, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 3 });
  await page.getByText(meant).first().waitFor();
  await page.mouse.up();
}

/** Two files from the system, dropped at a place as the browser hears of it. */
async function dropFiles({ page }: Editor, files: readonly string[], { x, y }: { x: number; y: number }) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x, y, data });
  }
  await session.detach();
}

interface Shown {
  readonly clip: string;
  readonly request: unknown;
  readonly takes: number;
}

/** What stands on the first track: `start+length`, what was asked for it, and how many takes it has. */
async function shown(studio: Studio): Promise<readonly Shown[]> {
  const [track] = (await timelineOf(studio)).tracks;
  return (track?.clips ?? []).map((clip) => ({
    clip: `${clip.start}+${clip.length}`,
    request: clip.source.kind === 'job' ? clip.source.request : undefined,
    takes: takesOf(clip).sources.length,
  }));
}

const clips = async (studio: Studio): Promise<string> =>
  (await shown(studio)).map(({ clip }) => clip).join(' ');

async function untilMade(editor: Editor): Promise<void> {
  await expect
    .poll(async () => (await editor.clipNames()).filter((name) => name.includes('Being generated')), {
      timeout: 200_000,
      interval: 250,
    })
    .toEqual([]);
  expect((await editor.clipNames()).filter((name) => name.includes('Failed'))).toEqual([]);
}

test('seams, overlaps, images and takes by gesture', { timeout: 400_000 }, async (context) => {
  const studio = await launchStudio({ test: context });
  const { page } = studio;
  const editor = editorOf(page);
  await editor.ready();
  await page.getByRole('radio', { name: 'Draft' }).click();
  await drawTall();
  for (const name of ['blue.mp4', 'green.mp4', 'hill.png', 'dusk.png', 'tall.png']) {
    await answerDialogs(studio.app, { open: [at(name)] });
    await editor.press('Control+i');
    await page
      .getByRole('button', { name: new RegExp(`^${name}`) })
      .first()
      .waitFor({ timeout: 20_000 });
  }
  await page.getByRole('textbox', { name: 'What happens in the shot' }).fill('A red ball moves to the right');
  // A picture of another shape: how it is laid into the frame is shown, and chosen.
  await page
    .getByRole('button', { name: /^tall\.png/ })
    .first()
    .click();
  await editor.command('Use as first frame');
  const framing = page.getByRole('radiogroup', { name: 'Reframing' });
  await page.getByText('Another shape than the shot: tall.png. What lies beyond').waitFor();
  // It can't be chosen, but a person can press it.
  await framing.getByRole('radio', { name: 'Extend' }).click({ force: true });
  expect(await framing.getByRole('radio', { name: 'Crop' }).getAttribute('aria-checked')).toBe('true');
  await framing.getByRole('radio', { name: 'Pad' }).click();
  await page.getByText('It is shown whole, with black beside it.').scrollIntoViewIfNeeded();
  await studio.picture('gestures reframing');
  await framing.getByRole('radio', { name: 'Crop' }).click();
  await editor.command('Remove first frame');
  const length = page.getByRole('textbox', { name: 'Length' });
  await length.fill('0.5');
  await length.press('Tab');
  for (const name of ['blue.mp4', 'green.mp4']) {
    await page
      .getByRole('button', { name: new RegExp(`^${name}`) })
      .first()
      .click();
    await editor.command('Add to timeline');
  }
  await expect.poll(() => clips(studio)).toBe('0+24 24+24');

  // The head dragged out beyond the first frame: new film before the clip, which makes room for itself.
  await editor.clip(0).click();
  await pull(editor, editor.clip(0).locator('[data-part="extend-start"]'), -72);
  await expect.poll(() => clips(studio)).toMatch(/^0\+(\d+) \1\+24 \d+\+24$/);
  const [before] = await shown(studio);
  expect(before?.request).toMatchObject({ operation: 'extend-backward' });
  await untilMade(editor);

  // The seam is made again from its meter: a take more of the new part, its neighbours as they were.
  const neighbours = (await shown(studio)).slice(1);
  await page.locator('[data-seam]').first().click();
  await page.getByRole('button', { name: 'Re-roll the seam' }).click();
  await expect.poll(async () => (await shown(studio))[0]?.takes).toBe(2);
  const [rolled, ...others] = await shown(studio);
  expect(rolled).toMatchObject({ clip: before?.clip, request: { operation: 'fill' } });
  expect(others).toEqual(neighbours);
  await studio.picture('gestures seam rolled again');

  // Between clips that touch: how much is bridged is dragged out of the cut.
  await editor.clip(1).click();
  await editor.clip(2).click({ modifiers: ['Shift'] });
  const cut = page.locator('[data-part="overlap"]').last();
  const whole = await clips(studio);
  await pull(editor, cut, 24);
  await expect.poll(async () => (await shown(studio)).length).toBe(4);
  const bridged = await shown(studio);
  expect(bridged[2]).toMatchObject({ request: { operation: 'bridge', join: true, seconds: 8 / 24 } });
  await editor.press('Control+z');
  expect(await clips(studio), 'one step').toBe(whole);
  await editor.press('Control+Shift+z');
  await studio.picture('gestures overlap');

  // An image on the last clip's tail, on the first one's head, and two on an empty place.
  const lane = await page.locator('[data-track]').first().boundingBox();
  if (lane === null) throw new Error('No track');
  const low = lane.y + lane.height * 0.8;
  const last = await editor.clip(3).boundingBox();
  if (last === null) throw new Error('No clip');
  await dropImage(
    editor,
    /^hill\.png/,
    { x: last.x + last.width - 12, y: low },
    /^Lead from this clip to the image/,
  );
  await expect
    .poll(async () => (await shown(studio)).at(-1)?.request)
    .toMatchObject({
      operation: 'keyframes',
    });
  const first = await editor.clip(1).boundingBox();
  if (first === null) throw new Error('No clip');
  const count = (await shown(studio)).length;
  await dropImage(editor, /^dusk\.png/, { x: first.x + 12, y: low }, /^Lead from the image into this clip/);
  await expect.poll(async () => (await shown(studio)).length).toBe(count + 1);
  await studio.picture('gestures images beside clips');
  const end = await editor.clip(count).boundingBox();
  if (end === null) throw new Error('No clip');
  await dropImage(editor, /^hill\.png/, { x: end.x + end.width + 30, y: low }, /^Animate from this image/);
  await expect
    .poll(async () => (await shown(studio)).at(-1)?.request)
    .toMatchObject({ operation: 'animate' });
  const moved = await editor.clip(count + 1).boundingBox();
  if (moved === null) throw new Error('No clip');
  await dropFiles(editor, [at('hill.png'), at('dusk.png')], { x: moved.x + moved.width + 30, y: low });
  await expect
    .poll(async () => (await shown(studio)).at(-1)?.request, { timeout: 10_000 })
    .toMatchObject({
      operation: 'animate',
      image: expect.any(String),
      last: expect.any(String),
    });
  await untilMade(editor);
  await studio.picture('gestures images');

  // A restyle by a strength that was set, and four takes at once.
  await editor.clip(count + 2).click();
  await page.getByRole('tab', { name: 'Prompt' }).click();
  await page.getByRole('slider', { name: 'Strength of a restyle' }).fill('0.35');
  await page.getByRole('button', { name: 'Restyle by the prompt' }).click();
  await expect
    .poll(async () => (await shown(studio)).at(-1))
    .toMatchObject({
      request: { operation: 'restyle', strength: 0.35 },
      takes: 2,
    });
  await untilMade(editor);
  await editor.command('Four more takes');
  await expect.poll(async () => (await shown(studio)).at(-1)?.takes).toBe(6);
  await untilMade(editor);
  await expect.poll(() => page.locator('[data-take]').count()).toBeGreaterThan(1);
  await studio.picture('gestures takes');
  await studio.close();
});
