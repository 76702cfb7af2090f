import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clipOf, trackOf, writeFilm } from './support/film.ts';
import { filmFolder, openFilm } from './support/open-film.ts';
import { expectShown, timelineOf } from './support/timeline.ts';

test('every drag on the timeline does by mouse what its tool says', async (context) => {
  const folder = await filmFolder(context);
  await writeFilm(folder, ({ video }) => [
    trackOf('video', 1, [
      clipOf(video, 1, 0, 48, 20),
      clipOf(video, 2, 48, 48, 100),
      clipOf(video, 3, 96, 48, 20),
    ]),
    trackOf('video', 2, []),
    trackOf('audio', 1, []),
  ]);
  const { studio, page, editor, clip } = await openFilm(context, folder);
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

test('fit to fill runs the marked source at the speed that fills the marked range', async (context) => {
  const folder = await filmFolder(context);
  await writeFilm(folder, ({ video }) => [
    trackOf('video', 1, [clipOf(video, 1, 0, 42, 100), clipOf(video, 2, 42, 48, 20)]),
    trackOf('audio', 1, []),
  ]);
  const { studio, page, editor } = await openFilm(context, folder);
  const item = page.getByRole('button', { name: /^harbour\.mp4/ });
  await item.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Open in source monitor' }).click();
  const source = page.getByRole('region', { name: 'Source' });
  await source.waitFor();
  // The keys go to the monitor that was used last.
  await source.getByRole('button', { name: 'Mark in' }).click();
  await editor.press('Shift+ArrowRight', 'i', 'Shift+ArrowRight', 'Shift+ArrowRight', 'o');

  await editor.command('Fit to fill');
  await page
    .getByText('Mark the in and the out on the timeline that the source shall fill.')
    .first()
    .waitFor();
  await editor.command('Mark clip');
  await item.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Fit to fill' }).click();
  await expectShown(studio, '0+42/10 42+48/20');
  const [first] = (await timelineOf(studio)).tracks[0]?.clips ?? [];
  expect(first?.speed).toEqual({ num: 1, den: 2 });
  await studio.picture('fit to fill');
  await editor.press('Control+z');
  await expectShown(studio, '0+42/100 42+48/20');
  await studio.close();
});

test('on a magnetic timeline clips change places and what is deleted leaves no gap', async (context) => {
  const folder = await filmFolder(context);
  await writeFilm(folder, ({ video, still }) => [
    trackOf('video', 1, [
      clipOf(video, 1, 0, 48, 20),
      clipOf(video, 2, 48, 48, 100),
      clipOf(video, 3, 96, 48, 60),
    ]),
    trackOf('video', 2, [{ ...clipOf(still, 4, 60, 24), name: 'poster 4' }]),
    trackOf('audio', 1, []),
  ]);
  const userData = await mkdtemp(join(folder, '..', 'profile-'));
  const { studio, page, editor, clip } = await openFilm(context, folder, { userData });
  await clip(2).waitFor();
  const magnetic = page.getByRole('button', { name: 'Magnetic timeline' });
  expect(await magnetic.getAttribute('aria-pressed')).toBe('false');
  await editor.press('Shift+N');
  expect(await magnetic.getAttribute('aria-pressed')).toBe('true');

  // Over the later half of the second: behind it.
  const first = await clip(1).boundingBox();
  const second = await clip(2).boundingBox();
  if (first === null || second === null) throw new Error('The clips can’t be seen.');
  const y = first.y + first.height * 0.7;
  await page.mouse.move(first.x + first.width / 2, y);
  await page.mouse.down();
  await page.mouse.move(second.x + second.width * 0.8, y, { steps: 6 });
  await studio.picture('magnetic move');
  await page.mouse.up();
  await expectShown(studio, '0+48/100 48+48/20 96+48/60');
  await editor.press('Control+z');
  await expectShown(studio, '0+48/20 48+48/100 96+48/60');

  await clip(2).click();
  await editor.press('Delete');
  await expectShown(studio, '0+48/20 48+48/60');
  await editor.press('Control+z');
  await expectShown(studio, '0+48/20 48+48/100 96+48/60');

  // From the library, over the first: behind it, although its middle is not far.
  const lane = page.getByRole('group', { name: /^V1, video track/ });
  const left = (await lane.boundingBox())?.x ?? 0;
  await page
    .getByRole('button', { name: /^harbour\.mp4/ })
    .dragTo(lane, { targetPosition: { x: first.x - left + first.width * 0.7, y: 30 } });
  await expectShown(studio, '0+48/20 48+192/0 240+48/100 288+48/60');
  await editor.press('Control+z');
  await expectShown(studio, '0+48/20 48+48/100 96+48/60');

  // By keys alone: the neighbour gives way, and the end is trimmed to the playhead without a gap.
  await clip(2).click();
  await editor.press('Alt+ArrowRight');
  await expectShown(studio, '0+48/20 48+48/60 96+48/100');
  await page.getByRole('slider', { name: 'Playhead' }).focus();
  await editor.press('Home', 'Shift+ArrowRight', 'Shift+ArrowRight', 'w');
  await expectShown(studio, '0+21/20 21+48/60 69+48/100');

  // What lies on another track is free: it goes by frames, and nothing else moves when it is deleted.
  const poster = page.getByRole('button', { name: /^poster 4, / });
  await poster.click();
  await editor.press('Alt+ArrowRight');
  await expectShown(studio, '61+24/0', 1);
  await studio.picture('magnetic, free above');
  await editor.press('Delete');
  await expectShown(studio, '', 1);
  await expectShown(studio, '0+21/20 21+48/60 69+48/100');
  await studio.close();

  // It is kept from start to start.
  const again = await openFilm(context, folder, { userData });
  expect(
    await again.page.getByRole('button', { name: 'Magnetic timeline' }).getAttribute('aria-pressed'),
  ).toBe('true');
  await again.studio.close();
});
