import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { probeMedia } from '../src-main/media/probe.ts';
import { projectStateSchema } from '../src-shared/ipc/contract.ts';
import type { Timeline } from '../src-shared/project/schema.ts';
import { answerDialogs, editorOf, type Editor } from './support/editor.ts';
import { clipOf, makeFootage, trackOf, writeFilm, type Footage } from './support/film.ts';
import { launchStudio, type Studio } from './support/studio.ts';

let scratch = '';
let footage: Footage;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kinoloom-editing-'));
  footage = await makeFootage(join(scratch, 'footage'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** The timeline as main has it: what would be found again after a crash. */
async function timelineOf(studio: Studio): Promise<Timeline> {
  const answer: unknown = await studio.page.evaluate("window.kinoloom.call('project.current')");
  return z.object({ ok: z.literal(true), value: projectStateSchema }).parse(answer).value.document.timeline;
}

/** The clips of a track from the lowest, in short: `start+length/source in`. */
async function shown(studio: Studio, track = 0): Promise<string> {
  const { tracks } = await timelineOf(studio);
  return (tracks[track]?.clips ?? [])
    .map(({ start, length, sourceIn }) => `${start}+${length}/${sourceIn}`)
    .join(' ');
}

async function expectShown(studio: Studio, expected: string, track = 0): Promise<void> {
  await expect.poll(() => shown(studio, track), { timeout: 10_000 }).toBe(expected);
}

async function untilOf<Value>(read: () => Promise<Value>, fits: (value: Value) => boolean): Promise<void> {
  await expect.poll(async () => fits(await read()), { timeout: 10_000 }).toBe(true);
}

/** Undoes until nothing is left to undo, and redoes it all. */
async function thereAndBack(studio: Studio, editor: Editor): Promise<void> {
  const end = await timelineOf(studio);
  const undo = studio.page.getByRole('button', { name: 'Undo', exact: true });
  const redo = studio.page.getByRole('button', { name: 'Redo', exact: true });
  let steps = 0;
  while ((await undo.getAttribute('aria-disabled')) !== 'true') {
    await editor.press('Control+z');
    steps += 1;
    if (steps > 100) throw new Error('Undo has no end.');
  }
  await untilOf(
    () => timelineOf(studio),
    ({ tracks }) => tracks.every(({ clips }) => clips.length === 0),
  );
  while ((await redo.getAttribute('aria-disabled')) !== 'true') await editor.press('Control+Shift+z');
  await expect.poll(() => timelineOf(studio), { timeout: 10_000 }).toEqual(end);
}

async function deliver(studio: Studio, editor: Editor, movie: string): Promise<void> {
  await answerDialogs(studio.app, { save: movie });
  await editor.press('Control+3');
  const button = studio.page.getByRole('button', { name: 'Export timeline…' });
  await button.focus();
  await editor.press('Enter');
  await studio.page
    .getByText(/ is delivered\./)
    .first()
    .waitFor({ timeout: 120_000 });
}

describe('a film is cut', () => {
  test('by keyboard alone, from import to delivery', async (context) => {
    const studio = await launchStudio({ test: context });
    const editor = editorOf(studio.page);
    await editor.ready();
    await editor.press('Control+2');
    await answerDialogs(studio.app, { open: [footage.video] });
    await editor.press('Control+i');
    const item = studio.page.getByRole('button', { name: /^harbour\.mp4/ });
    await item.waitFor({ timeout: 30_000 });
    await item.focus();
    await editor.press('Space', 'Shift+f');
    await studio.page.getByRole('region', { name: 'Source' }).waitFor();

    // Three points: in and out of the source, the playhead of the timeline.
    await editor.press('Shift+ArrowRight', 'i', 'Shift+ArrowRight', 'Shift+ArrowRight', 'o', ',');
    await expectShown(studio, '0+21/10');
    await editor.press('Shift+ArrowRight', 'i', 'Shift+ArrowRight', 'o', ',');
    await expectShown(studio, '0+21/10 21+11/40');
    await studio.picture('editing source and programme');

    // The first clip's end, with each tool.
    await editor.clip(0).focus();
    await editor.press('Control+Shift+A', 'Space', 'r', ']', ']');
    await expectShown(studio, '0+23/10 23+11/40');
    await editor.press('t', ']');
    await expectShown(studio, '0+24/10 24+10/41');
    await editor.press('y', ']');
    await expectShown(studio, '0+24/11 24+10/41');
    await editor.press('u', 's', 'v');

    await editor.press('Control+t');
    await untilOf(
      () => timelineOf(studio),
      ({ tracks }) => tracks[0]?.transitions?.length === 1,
    );
    await editor.press('Home', 'Control+Shift+T');
    await untilOf(
      () => timelineOf(studio),
      ({ tracks }) => tracks.some(({ clips }) => clips.some(({ source }) => source.kind === 'title')),
    );
    await editor.press('m');
    await untilOf(
      () => timelineOf(studio),
      ({ markers }) => markers?.[0]?.frame === 0,
    );
    await studio.picture('editing title transition marker');
    await thereAndBack(studio, editor);

    const project = join(scratch, 'Keys.kinoloom');
    await answerDialogs(studio.app, { save: project });
    await editor.press('Control+s');
    await untilOf(
      () => readdir(project).catch((): string[] => []),
      (files) => files.includes('project.json'),
    );
    const movie = join(scratch, 'keys.mp4');
    await deliver(studio, editor, movie);
    const { tracks } = await timelineOf(studio);
    const end = Math.max(...tracks.flatMap(({ clips }) => clips.map(({ start, length }) => start + length)));
    expect(await probeMedia(movie)).toMatchObject({ kind: 'video', frames: end });
    await studio.close();
  });

  test('by mouse', async (context) => {
    const folder = join(scratch, 'Mouse.kinoloom');
    await writeFilm(folder, ({ video }) => [
      trackOf('video', 1, [
        clipOf(video, 1, 0, 48, 20),
        clipOf(video, 2, 48, 48, 100),
        clipOf(video, 3, 96, 48, 20),
      ]),
      trackOf('video', 2, []),
      trackOf('audio', 1, []),
    ]);
    const studio = await launchStudio({ test: context, args: [folder] });
    const { page } = studio;
    const editor = editorOf(page);
    await editor.ready();
    await page.getByRole('radio', { name: 'Edit' }).click();
    const clip = (number: number) => page.getByRole('button', { name: new RegExp(`^harbour ${number}, `) });
    await clip(2).waitFor();
    // No drag here is meant to snap.
    await page.getByRole('button', { name: 'Snapping' }).click();
    const pixelsPerFrame = ((await clip(2).boundingBox())?.width ?? 0) / 48;

    /** Drags from a place on a clip, counted in frames from its head. */
    async function drag(number: number, from: number, by: number, down = 0): Promise<void> {
      const box = await clip(number).boundingBox();
      if (box === null) throw new Error('The clip can’t be seen.');
      const x = box.x + from;
      const y = box.y + box.height * 0.7;
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + by * pixelsPerFrame * 0.5, y + down / 2, { steps: 3 });
      await page.mouse.move(x + by * pixelsPerFrame, y + down, { steps: 3 });
      await page.mouse.up();
    }
    const width = async (number: number): Promise<number> => (await clip(number).boundingBox())?.width ?? 0;

    await page.getByRole('button', { name: 'Ripple tool' }).click();
    await drag(1, (await width(1)) - 4, 6);
    await expectShown(studio, '0+54/20 54+48/100 102+48/20');
    await page.getByRole('button', { name: 'Roll tool' }).click();
    await drag(2, 4, -4);
    await expectShown(studio, '0+50/20 50+52/96 102+48/20');
    await page.getByRole('button', { name: 'Slip tool' }).click();
    await drag(2, 60, 10);
    await expectShown(studio, '0+50/20 50+52/86 102+48/20');
    await page.getByRole('button', { name: 'Slide tool' }).click();
    await drag(2, 60, 5);
    await expectShown(studio, '0+55/20 55+52/86 107+43/25');
    await page.getByRole('button', { name: 'Select tool' }).click();

    // Escape leaves everything exactly as it was.
    const box = await clip(3).boundingBox();
    if (box === null) throw new Error('The clip can’t be seen.');
    await page.mouse.move(box.x + 60, box.y + 30);
    await page.mouse.down();
    await page.mouse.move(box.x + 160, box.y + 30, { steps: 4 });
    await editor.press('Escape');
    await page.mouse.up();
    await expectShown(studio, '0+55/20 55+52/86 107+43/25');

    // To the track above, and a double with Alt.
    const lane = await page.getByRole('group', { name: /^V2, video track/ }).boundingBox();
    const own = await clip(3).boundingBox();
    await drag(3, 60, 0, (lane?.y ?? 0) - (own?.y ?? 0));
    await expectShown(studio, '107+43/25', 1);
    await page.keyboard.down('Alt');
    await drag(3, 60, 50);
    await page.keyboard.up('Alt');
    await expectShown(studio, '107+43/25 157+43/25', 1);
    await editor.press('Control+z');
    await expectShown(studio, '107+43/25', 1);

    // A box around the first two selects them; deleting takes both.
    const first = await clip(1).boundingBox();
    const last = await clip(2).boundingBox();
    if (first === null || last === null) throw new Error('The clips can’t be seen.');
    const right = last.x + last.width + 60;
    await page.mouse.move(right, first.y + 20);
    await page.mouse.down();
    await page.mouse.move(first.x + 10, first.y + 30, { steps: 6 });
    await studio.picture('marquee');
    await page.mouse.up();
    expect(await clip(1).getAttribute('aria-pressed')).toBe('true');
    expect(await clip(2).getAttribute('aria-pressed')).toBe('true');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expectShown(studio, '');
    await editor.press('Control+z');

    await page.getByRole('button', { name: 'Lock V1' }).click();
    await clip(1).click();
    await editor.press('Delete');
    await expectShown(studio, '0+55/20 55+52/86');
    await studio.close();
  });
});
