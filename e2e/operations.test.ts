import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Locator } from 'playwright-core';
import { recipeSchema } from '../src-shared/generation/recipe.ts';
import { resolveFfmpeg } from '../src-main/media/resolve-ffmpeg.ts';
import { runCommand } from './support/command.ts';
import { answerDialogs, editorOf, type Editor } from './support/editor.ts';
import { launchStudio, type Studio } from './support/studio.ts';
import { timelineOf } from './support/timeline.ts';

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kinoloom-operations-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

async function ffmpeg(words: string, path: string): Promise<void> {
  const { path: program } = await resolveFfmpeg();
  const { code, stderr } = await runCommand(program, [
    ...`-nostdin -hide_banner -y ${words}`.split(' '),
    path,
  ]);
  if (code !== 0) throw new Error(stderr);
}

/** Footage with motion in it: a second of a disc that goes to the right, at the project's rate. */
const footage = (colour: string): string =>
  `-f lavfi -i color=c=${colour}:s=320x180:r=24:d=1 -f lavfi -i color=c=0xff4040:s=40x40:r=24:d=1 ` +
  '-filter_complex [0][1]overlay=x=20+200*t:y=70 -frames:v 24 -c:v libx264 -pix_fmt yuv420p';

interface Drag {
  readonly from: Locator;
  /** Pixels to the right. */
  readonly by: number;
  readonly alt?: boolean;
}

async function drag(editor: Editor, { from, by, alt = false }: Drag): Promise<void> {
  const { page } = editor;
  const box = await from.boundingBox();
  if (box === null) throw new Error('Nothing to drag');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  if (alt) await page.keyboard.down('Alt');
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by / 2, y, { steps: 4 });
  await page.mouse.move(x + by, y, { steps: 4 });
  await page.mouse.up();
  if (alt) await page.keyboard.up('Alt');
}

/** Waits until nothing on the timeline is being made any more. */
async function untilMade(editor: Editor): Promise<void> {
  await expect
    .poll(async () => (await editor.clipNames()).filter((name) => name.includes('Being generated')), {
      timeout: 120_000,
      interval: 250,
    })
    .toEqual([]);
}

/** What clips there are: name without words, length, start. */
async function facts(editor: Editor): Promise<readonly string[]> {
  return (await editor.clipNames()).map((name) =>
    name.replace(/^.*, (Generated|Being generated|Video|Failed)/, '$1'),
  );
}

async function openWith(studio: Studio, files: readonly string[]): Promise<Editor> {
  const editor = editorOf(studio.page);
  await editor.ready();
  await studio.page.getByRole('radio', { name: 'Draft' }).click();
  for (const file of files) {
    await answerDialogs(studio.app, { open: [file] });
    await editor.press('Control+i');
  }
  return editor;
}

async function place(editor: Editor, name: RegExp): Promise<void> {
  await editor.page.getByRole('button', { name }).first().click({ timeout: 20_000 });
  await editor.command('Add to timeline');
}

describe('operations on footage, by gesture', () => {
  test('extend, fill, bridge, loop and more takes', { timeout: 400_000 }, async (context) => {
    const [blue, green] = [join(scratch, 'blue.mp4'), join(scratch, 'green.mp4')];
    await ffmpeg(footage('0x4060c0'), blue);
    await ffmpeg(footage('0x408040'), green);
    const studio = await launchStudio({ test: context });
    const { page } = studio;
    const editor = await openWith(studio, [blue, green]);
    await place(editor, /^blue\.mp4/);
    await editor.press('Shift+z');

    // The violet handle, dragged out: a placeholder of the exact length, then the take, and one step to take it back.
    await editor.clip(0).click();
    await studio.picture('operations handles');
    await drag(editor, { from: editor.clip(0).locator('[data-part="extend-end"]'), by: 120 });
    const [, extension = ''] = await facts(editor);
    expect(extension).toMatch(/^Being generated, .*starts 00:00:01:00/);
    await studio.picture('operations extending');
    await untilMade(editor);
    expect((await facts(editor))[1]).toBe(extension.replace('Being generated', 'Generated'));
    // The seam says how good it is.
    await page.locator('[data-seam]').first().click();
    await page.getByText('Colour step', { exact: true }).waitFor();
    await studio.picture('operations seam');
    const [neighbour] = (await timelineOf(studio)).tracks[0]?.clips ?? [];
    // From its meter the seam alone is made again: a further take of the same clip; what stands beside it stays.
    await page.getByRole('button', { name: 'Re-roll the seam' }).click();
    const standing = async () => (await timelineOf(studio)).tracks[0]?.clips ?? [];
    await expect
      .poll(async () => (await standing())[1]?.source)
      .toMatchObject({ kind: 'job', request: { operation: 'fill' } });
    expect((await standing())[0], 'its neighbour is what it was').toEqual(neighbour);
    const [untouched = '', rerolled = ''] = await facts(editor);
    expect(untouched).toMatch(/^Video, 1 seconds 0 frames, starts 00:00:00:00/);
    expect(rerolled.replace(/, selected$/, '')).toBe(extension.replace(/, selected$/, ''));
    await untilMade(editor);
    expect(await page.locator('[data-take="2/2"]').count()).toBe(1);
    await page.locator('[data-seam]').first().waitFor();
    await studio.picture('operations seam made again');
    await editor.press('Control+z');
    expect(await page.locator('[data-take="2/2"]').count()).toBe(0);
    await editor.press('Control+z');
    expect(await editor.clipNames()).toHaveLength(1);

    // Alt on a free edge extends backward as well; Escape in the middle of a drag changes nothing.
    await editor.clip(0).click();
    const edge = await editor.clip(0).locator('[data-part="end"]').boundingBox();
    if (edge === null) throw new Error('No edge');
    await page.keyboard.down('Alt');
    await page.mouse.move(edge.x + 6, edge.y + 20);
    await page.mouse.down();
    await page.mouse.move(edge.x + 100, edge.y + 20, { steps: 5 });
    await expect.poll(async () => (await editor.clipNames()).length).toBe(2);
    await page.keyboard.press('Escape');
    await page.mouse.up();
    await page.keyboard.up('Alt');
    expect(await editor.clipNames()).toHaveLength(1);

    // A marked range inside the clip is made again; the clip keeps its place and its first take.
    await editor.clip(0).click();
    await editor.press('Home', ...Array<string>(8).fill('ArrowRight'), 'i');
    await editor.press(...Array<string>(8).fill('ArrowRight'), 'o');
    await editor.press('Shift+g');
    expect(await facts(editor)).toEqual([
      expect.stringMatching(/^Being generated, 1 seconds 0 frames, starts 00:00:00:00/),
    ]);
    await untilMade(editor);
    expect((await facts(editor))[0]).toMatch(/^Generated, 1 seconds 0 frames/);
    expect(await page.locator('[data-take="2/2"]').count()).toBe(1);
    await studio.picture('operations filled');
    await editor.press('Alt+x');

    // Two clips with a gap: the bridge has all of its frames.
    await place(editor, /^green\.mp4/);
    await editor.clip(1).click();
    await editor.press('Shift+Alt+ArrowRight');
    await editor.clip(0).click();
    await editor.clip(1).click({ modifiers: ['Shift'] });
    await editor.press('Alt+g');
    expect((await facts(editor))[1]).toMatch(/^Being generated, 0 seconds 10 frames, starts 00:00:01:00/);
    await untilMade(editor);
    expect((await facts(editor))[1]).toMatch(/^Generated, 0 seconds 10 frames, starts 00:00:01:00/);
    await studio.picture('operations bridged');

    // More takes of it, in its place.
    await editor.clip(1).click();
    await editor.command('Another take, another seed');
    expect((await facts(editor))[1]).toMatch(/^Being generated, 0 seconds 10 frames/);
    await untilMade(editor);
    expect(await page.locator('[data-take="2/2"]').count()).toBe(2);

    // The last clip is closed to a loop.
    await editor.clip(2).click();
    await editor.command('Close the loop with 1 s');
    expect((await facts(editor))[3]).toMatch(/^Being generated, 1 seconds 0 frames/);
    await untilMade(editor);
    expect((await facts(editor))[3]).toMatch(/^Generated, 1 seconds 0 frames/);
    await studio.picture('operations looped');
    await studio.close();
  });
});

describe('operations by words and pictures', () => {
  test(
    'a drawn shot, pinned pictures, a loop, restyle, smooth, and the queue',
    { timeout: 400_000 },
    async (context) => {
      const still = join(scratch, 'hill.png');
      await ffmpeg(
        '-f lavfi -i color=c=0x6fb7e8:s=320x180 -vf drawbox=y=120:h=60:c=0x4d8a3c:t=fill -frames:v 1',
        still,
      );
      const studio = await launchStudio({ test: context });
      const { page } = studio;
      const editor = await openWith(studio, [still]);

      // Alt over the empty track draws the shot's place; its words are typed right there.
      const lane = page.locator('[data-track]').first();
      const box = await lane.boundingBox();
      if (box === null) throw new Error('No track');
      await page.keyboard.down('Alt');
      await page.mouse.move(box.x + 60, box.y + box.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.x + 180, box.y + box.height / 2, { steps: 6 });
      await page.mouse.up();
      await page.keyboard.up('Alt');
      const words = page.getByRole('textbox', { name: 'What happens in the drawn shot' });
      await words.fill('A red ball moves to the right in the city');
      await studio.picture('operations drawn');
      await words.press('Enter');
      const [drawn = ''] = await facts(editor);
      expect(drawn).toMatch(/^Being generated, /);
      expect(drawn).not.toMatch(/starts 00:00:00:00/);

      // While it is made another waits; the queue shows both, and can stop and go on.
      await editor.clip(0).click();
      await editor.press('End');
      await page
        .getByRole('button', { name: /^hill\.png/ })
        .first()
        .click({ timeout: 20_000 });
      await editor.command('Use as first frame');
      await editor.command('Pin image to the shot');
      expect(await page.getByRole('list', { name: 'Key pictures' }).getByRole('listitem').count()).toBe(2);
      await studio.picture('operations pinned');
      await editor.generate('A boat sails', { seconds: 1 });
      await page.getByTestId('queue').click();
      await page.getByRole('button', { name: /^Pause A boat/ }).click();
      await page.getByRole('button', { name: /^Resume A boat/ }).waitFor();
      await studio.picture('operations queue');
      await page.getByRole('button', { name: /^Resume A boat/ }).click();
      await editor.press('Escape');
      await untilMade(editor);
      expect((await facts(editor))[0]).toBe(drawn.replace('Being generated', 'Generated'));
      expect((await facts(editor))[1]).toMatch(/^Generated, 1 seconds 0 frames/);

      // The last shot by other words, then smoothed; each a take more.
      await editor.clip(1).click();
      await page.getByRole('textbox', { name: 'What happens in the shot' }).fill('A boat at night');
      await page.getByRole('button', { name: 'Restyle by the prompt' }).click();
      await untilMade(editor);
      await editor.clip(1).click();
      await editor.command('Smooth motion');
      await untilMade(editor);
      expect((await facts(editor))[1]).toMatch(/^Generated, 1 seconds 0 frames/);
      await studio.picture('operations restyled');

      // A new shot that ends where it begins.
      await editor.command('Loop the shot');
      await editor.generate('A white bird moves left in the forest', { seconds: 1 });
      await untilMade(editor);
      expect(await facts(editor)).toHaveLength(3);
      await studio.picture('operations loop');
      await studio.close();
    },
  );
});

describe('takes, from the library', () => {
  test('again, the recipe as text, and what made it', { timeout: 240_000 }, async (context) => {
    const blue = join(scratch, 'source.mp4');
    await ffmpeg(footage('0x4060c0'), blue);
    const studio = await launchStudio({ test: context });
    const { app, page } = studio;
    const editor = await openWith(studio, [blue]);
    await place(editor, /^source\.mp4/);
    const words = page.getByRole('textbox', { name: 'What happens in the shot' });
    await words.fill('The disc rolls on');
    await editor.clip(0).click();
    await editor.command('Extend forward 1 s');
    await untilMade(editor);
    const clips = await editor.clipNames();
    expect(clips).toHaveLength(2);
    const takes = page
      .getByRole('list', { name: 'Files in the library' })
      .getByRole('button', { name: /, Generated$/ });
    const choose = async (...items: readonly string[]): Promise<void> => {
      await takes.first().click({ button: 'right' });
      for (const item of items) await page.getByRole('menuitem', { name: item, exact: true }).click();
    };

    // The same seed gives the same file, and says so; another seed a take more. The timeline stays as it is.
    await expect.poll(() => takes.count()).toBe(1);
    await choose('More takes', 'Again with this seed');
    await page.getByText('exactly like the take that is there').first().waitFor({ timeout: 120_000 });
    expect(await takes.count()).toBe(1);
    await choose('More takes', 'Another take, another seed');
    await page.getByText('A new take is in the library').first().waitFor({ timeout: 120_000 });
    await expect.poll(() => takes.count()).toBe(2);
    expect(await editor.clipNames()).toEqual(clips);
    await studio.picture('operations again in the library');

    // The recipe leaves as text and comes back as the panel's settings.
    await choose('Copy recipe');
    const copied = (): Promise<string> => app.evaluate(({ clipboard }) => clipboard.readText());
    await expect.poll(copied).toContain('extend-forward');
    const { seed, request } = recipeSchema.parse(JSON.parse(await copied()));
    expect(request).toMatchObject({ operation: 'extend-forward', seconds: 1, quality: 'draft', seed });
    await page.getByRole('tab', { name: 'Prompt' }).click();
    await words.fill('Something else');
    await words.press('Control+a');
    await words.press('Control+v');
    expect(await words.inputValue()).toBe('The disc rolls on');
    await studio.picture('operations recipe pasted');

    // What made it: the recipe has the focus, and beside it stands the footage that it goes on from.
    await choose('What made this');
    const recipe = page.getByRole('heading', { name: 'Recipe' });
    await recipe.waitFor();
    expect(await recipe.evaluate((heading) => heading === document.activeElement)).toBe(true);
    expect(await page.getByText(seed, { exact: true }).count()).toBe(1);
    await page.getByRole('heading', { name: 'Goes on from' }).waitFor();
    await studio.picture('operations what made this');
    await page.getByRole('tabpanel').getByRole('button', { name: 'source.mp4' }).click();
    await page.getByRole('heading', { name: 'Made of it' }).waitFor();
    await studio.close();
  });
});
