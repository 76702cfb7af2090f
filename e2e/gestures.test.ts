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

test(
  'edges, overlaps, framing, pinned frames and takes by gesture',
  { timeout: 400_000 },
  async (context) => {
    const studio = await launchStudio({ test: context });
    const { page } = studio;
    const editor = editorOf(page);
    await editor.ready();
    await page.getByRole('radio', { name: 'Draft' }).click();
    await drawTall();
    for (const name of ['blue.mp4', 'green.mp4', 'tall.png']) {
      await answerDialogs(studio.app, { open: [at(name)] });
      await editor.press('Control+i');
      await page
        .getByRole('button', { name: new RegExp(`^${name}`) })
        .first()
        .waitFor({ timeout: 20_000 });
    }
    await page
      .getByRole('textbox', { name: 'What happens in the shot' })
      .fill('A red ball moves to the right');
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

    // A gap, and from the clip's own menu what fills it to the frame.
    await editor.clip(1).click();
    await editor.press('Shift+Alt+ArrowRight');
    await expect.poll(() => clips(studio)).toBe('0+24 34+24');
    await editor.clip(0).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Extend forward', exact: true }).click();
    for (const by of ['1 s', '2 s', '4 s', 'to the next clip']) {
      await page.getByRole('menuitem', { name: `Extend forward ${by}` }).waitFor();
    }
    await studio.picture('gestures extend menu');
    await page.getByRole('menuitem', { name: 'Extend forward to the next clip' }).click();
    await expect.poll(() => clips(studio)).toBe('0+24 24+10 34+24');
    expect((await shown(studio))[1]?.request).toMatchObject({
      operation: 'extend-forward',
      seconds: 10 / 24,
    });

    // Alt on the free edge of the last clip, dragged out: as many frames as the pointer went.
    await editor.clip(2).click();
    const edge = await editor.clip(2).boundingBox();
    if (edge === null) throw new Error('No clip');
    const frame = edge.width / 24;
    const [x, y] = [edge.x + edge.width - 2, edge.y + edge.height * 0.5];
    await page.keyboard.down('Alt');
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 6 * frame, y, { steps: 4 });
    await page.mouse.move(x + 12 * frame, y, { steps: 4 });
    await studio.picture('gestures alt edge');
    await page.mouse.up();
    await page.keyboard.up('Alt');
    await expect.poll(() => clips(studio)).toBe('0+24 24+10 34+24 58+12');
    expect((await shown(studio))[3]?.request).toMatchObject({ operation: 'extend-forward', seconds: 0.5 });

    // The head dragged out beyond the first frame: new film before the clip, which makes room for itself.
    await editor.clip(0).click();
    await pull(editor, editor.clip(0).locator('[data-part="extend-start"]'), -72);
    await expect.poll(() => clips(studio)).toMatch(/^0\+(\d+) \1\+24 \d+\+10 \d+\+24 \d+\+12$/);
    expect((await shown(studio))[0]?.request).toMatchObject({ operation: 'extend-backward' });
    await untilMade(editor);
    await studio.picture('gestures extended');

    // The frame of a clip that is seen is pinned to the next shot.
    await page.getByRole('tab', { name: 'Prompt' }).click();
    const seen = await editor.clip(1).boundingBox();
    const lane = await page.locator('[data-track]').first().boundingBox();
    if (seen === null || lane === null) throw new Error('No clip');
    // The ruler stands right above the track; half a frame in, so that no rounding chooses another.
    await page.mouse.click(seen.x + 7.5 * frame, lane.y - 8);
    await editor.command('Pin the shown frame to the shot');
    const keys = page.getByRole('list', { name: 'Key pictures' });
    await keys.getByText('blue.mp4').waitFor();
    await keys.getByRole('textbox').fill('0.25');
    await keys.getByRole('textbox').press('Tab');
    await studio.picture('gestures pinned frame');
    await editor.press('End');
    await page.getByTestId('generate').click();
    await expect
      .poll(async () => (await shown(studio)).at(-1)?.request)
      .toMatchObject({ operation: 'keyframes', seconds: 0.5, keys: [{ frame: 7, at: 0.25 }] });
    await untilMade(editor);
    await editor.command('Remove first frame');

    // Between clips that touch: how much is bridged is dragged out of the cut.
    await editor.clip(1).click();
    await editor.clip(2).click({ modifiers: ['Shift'] });
    const cut = page.locator('[data-part="overlap"]').last();
    const whole = await clips(studio);
    await pull(editor, cut, 24);
    await expect.poll(async () => (await shown(studio)).length).toBe(7);
    const bridged = await shown(studio);
    expect(bridged[3]).toMatchObject({ request: { operation: 'bridge', join: true, seconds: 8 / 24 } });
    await editor.press('Control+z');
    expect(await clips(studio), 'one step').toBe(whole);
    await editor.press('Control+Shift+z');
    await studio.picture('gestures overlap');

    // A restyle by a strength that was set, and four takes at once.
    await editor.clip(0).click();
    await page.getByRole('tab', { name: 'Prompt' }).click();
    await page.getByRole('slider', { name: 'Strength of a restyle' }).fill('0.35');
    await page.getByRole('button', { name: 'Restyle by the prompt' }).click();
    await expect
      .poll(async () => (await shown(studio))[0])
      .toMatchObject({ request: { operation: 'restyle', strength: 0.35 }, takes: 2 });
    await untilMade(editor);
    await editor.command('Four more takes');
    await expect.poll(async () => (await shown(studio))[0]?.takes).toBe(6);
    await untilMade(editor);
    await expect.poll(() => page.locator('[data-take$="/6"]').count()).toBe(1);
    await studio.picture('gestures takes');
    await studio.close();
  },
);
