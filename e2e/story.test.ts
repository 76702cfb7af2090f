import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestContext } from 'vitest';
import { answerDialogs, editorOf, type Editor } from './support/editor.ts';
import { differences, makeNumberedFilm, readFilm } from './support/numbered-film.ts';
import { stillRunning } from './support/processes.ts';
import { launchStudio, type Studio } from './support/studio.ts';
import { endOfTimeline, expectShown, thereAndBack, timelineOf, untilOf } from './support/timeline.ts';

let scratch = '';
let footage = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kinoloom-story-'));
  footage = await makeNumberedFilm(join(scratch, 'footage'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** A profile that outlives the program which is killed. */
const newProfile = () => mkdtemp(join(scratch, 'profile-'));

const isSaved = (project: string) =>
  untilOf(
    () => readdir(project).catch((): string[] => []),
    (files) => files.includes('project.json'),
  );

const untilPassage = (studio: Studio) =>
  untilOf(
    () => timelineOf(studio),
    ({ tracks }) => tracks[0]?.transitions?.length === 1,
  );
const untilTitle = (studio: Studio) =>
  untilOf(
    () => timelineOf(studio),
    ({ tracks }) => tracks.some(({ clips }) => clips.some(({ source }) => source.kind === 'title')),
  );
const untilMarker = (studio: Studio) =>
  untilOf(
    () => timelineOf(studio),
    ({ markers }) => markers?.[0]?.frame === 0,
  );
const untilDelivered = (studio: Studio) =>
  studio.page
    .getByText(/ is delivered\./)
    .first()
    .waitFor({ timeout: 120_000 });

/** Kills the program where it stands, and finds the same film again in the next one. */
async function killedAndRecovered(studio: Studio, context: TestContext): Promise<[Studio, Editor]> {
  const before = await timelineOf(studio);
  const started = await studio.crash();
  expect(await stillRunning(started, 5000), 'nothing outlives the program').toEqual([]);
  const again = await launchStudio({ test: context, userData: studio.userData });
  const editor = editorOf(again.page);
  await editor.ready();
  expect(await timelineOf(again)).toEqual(before);
  return [again, editor];
}

/** Where a delivered film is not what its sources and its timeline say, frame by frame. */
async function faultsOf(studio: Studio, movie: string): Promise<string[]> {
  const timeline = await timelineOf(studio);
  return differences(await readFilm(movie), timeline, { from: 0, to: endOfTimeline(timeline) });
}

describe('a film is made, from import to delivery', () => {
  test('by keyboard alone', async (context) => {
    const studio = await launchStudio({ test: context, userData: await newProfile() });
    const editor = editorOf(studio.page);
    await editor.ready();
    await editor.press('Control+2');
    await answerDialogs(studio.app, { open: [footage] });
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
    await untilPassage(studio);
    await editor.press('Home', 'Control+Shift+T');
    await untilTitle(studio);
    await editor.press('m');
    await untilMarker(studio);
    await studio.picture('editing title transition marker');
    await thereAndBack(studio, {
      undo: () => editor.press('Control+z'),
      redo: () => editor.press('Control+Shift+z'),
    });

    const project = join(scratch, 'Keys.kinoloom');
    await answerDialogs(studio.app, { save: project });
    await editor.press('Control+s');
    await isSaved(project);

    // What was edited after the save is there again after a kill, and in the film.
    await studio.page.getByRole('button', { name: /^harbour\.mp4.*, starts 00:00:00:00/ }).focus();
    await editor.press('Control+Shift+A', 'Space', 'y', ']', ']', 'v');
    await expectShown(studio, '0+24/13 24+10/41');
    const [again, keys] = await killedAndRecovered(studio, context);
    await again.picture('story recovered');
    const movie = join(scratch, 'keys.mp4');
    await answerDialogs(again.app, { save: movie });
    await keys.press('Control+3');
    await again.page.getByRole('button', { name: 'Export timeline…' }).focus();
    await keys.press('Enter');
    await untilDelivered(again);
    expect(await faultsOf(again, movie)).toEqual([]);
    await again.picture('story delivered');
    await again.close();
  });

  test('by mouse alone', async (context) => {
    const studio = await launchStudio({ test: context, userData: await newProfile() });
    const { page } = studio;
    await editorOf(page).ready();
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    await page.getByRole('radio', { name: 'Edit' }).click();
    await answerDialogs(studio.app, { open: [footage] });
    await button('Import…').first().click();
    const item = page.getByRole('button', { name: /^harbour\.mp4/ });
    await item.waitFor({ timeout: 30_000 });
    await item.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Open in source monitor' }).click();
    const source = page.getByRole('region', { name: 'Source' });
    await source.waitFor();

    /** Puts the source's playhead on a frame: near it with the bar, onto it with the step buttons. */
    async function seekSource(frame: number): Promise<void> {
      const bar = source.getByRole('slider', { name: 'Source playhead' });
      const box = await bar.boundingBox();
      if (box === null) throw new Error('The bar can’t be seen.');
      await page.mouse.click(box.x + (box.width * frame) / 191, box.y + box.height / 2);
      const at = async () => Number(await bar.getAttribute('aria-valuenow'));
      while ((await at()) < frame) await source.getByRole('button', { name: 'One frame forward' }).click();
      while ((await at()) > frame) await source.getByRole('button', { name: 'One frame back' }).click();
    }
    async function insert(first: number, last: number): Promise<void> {
      await seekSource(first);
      await source.getByRole('button', { name: 'Mark in' }).click();
      await seekSource(last);
      await source.getByRole('button', { name: 'Mark out' }).click();
      await source.getByRole('button', { name: 'Insert', exact: true }).click();
    }
    await insert(20, 67);
    await expectShown(studio, '0+48/20');
    await insert(154, 185);
    await expectShown(studio, '0+48/20 48+32/154');

    await button('Snapping').click();
    const clip = (index: number) =>
      page
        .getByRole('group', { name: /^V1, video track/ })
        .getByRole('button', { name: /, starts / })
        .nth(index);
    const boxOf = async (index: number) => {
      const box = await clip(index).boundingBox();
      if (box === null) throw new Error('The clip can’t be seen.');
      return box;
    };
    /** Shows all of the film, from its first frame on. */
    async function fit(): Promise<void> {
      await button('Fit timeline').click();
      const isWhole = async () => {
        const [head, first, last] = await Promise.all([button('Lock V1').boundingBox(), boxOf(0), boxOf(1)]);
        const right = await page.evaluate(() => window.innerWidth);
        return head !== null && first.x >= head.x + head.width && last.x + last.width <= right;
      };
      await untilOf(isWhole, (whole) => whole);
    }
    async function drag(index: number, part: number, by: number): Promise<void> {
      const box = await boxOf(index);
      const length = (await timelineOf(studio)).tracks[0]?.clips[index]?.length ?? 0;
      const perFrame = box.width / length;
      const [from, y] = [
        box.x + Math.max(4, Math.min(box.width - 4, box.width * part)),
        box.y + box.height * 0.7,
      ];
      await page.mouse.move(from, y);
      await page.mouse.down();
      await page.mouse.move(from + by * perFrame * 0.5, y, { steps: 3 });
      await page.mouse.move(from + by * perFrame, y, { steps: 3 });
      await page.mouse.up();
    }
    await fit();
    await button('Ripple tool').click();
    await drag(0, 1, 6);
    await expectShown(studio, '0+54/20 54+32/154');
    await button('Roll tool').click();
    await drag(1, 0, -4);
    await expectShown(studio, '0+50/20 50+36/150');
    await button('Slip tool').click();
    await drag(1, 0.5, 10);
    await expectShown(studio, '0+50/20 50+36/140');
    await button('Select tool').click();

    await clip(0).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Transition' }).click();
    await page.getByRole('menuitem', { name: 'Add cross dissolve' }).click();
    await untilPassage(studio);
    await page.getByRole('region', { name: 'Viewer' }).getByRole('button', { name: 'Go to start' }).click();
    await button('Add title').click();
    await untilTitle(studio);
    await button('Add marker').click();
    await untilMarker(studio);
    await thereAndBack(studio, { undo: () => button('Undo').click(), redo: () => button('Redo').click() });

    /** A click in the system's menu, which is the one thing of the program a test's mouse can't reach. */
    const choose = (one: Studio, id: string) =>
      one.app.evaluate(({ Menu }, wanted) => {
        Menu.getApplicationMenu()?.getMenuItemById(wanted)?.click();
      }, id);
    const project = join(scratch, 'Mouse.kinoloom');
    await answerDialogs(studio.app, { save: project });
    await choose(studio, 'project.save');
    await isSaved(project);
    await button('Slip tool').click();
    await fit();
    await drag(0, 0.3, 5);
    await expectShown(studio, '0+50/15 50+36/140');

    const [again] = await killedAndRecovered(studio, context);
    const movie = join(scratch, 'mouse.mov');
    await answerDialogs(again.app, { save: movie });
    await again.page.getByRole('radio', { name: 'Deliver' }).click();
    await again.page.getByRole('radio', { name: 'MOV, H.264' }).check({ force: true });
    await again.page.getByRole('button', { name: 'Export timeline…' }).click();
    await untilDelivered(again);
    expect(await faultsOf(again, movie)).toEqual([]);
    await again.close();
  });
});
