import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Editor } from './support/editor.ts';
import { clipOf, trackOf, writeFilm } from './support/film.ts';
import { filmFolder, openFilm } from './support/open-film.ts';
import { expectShown, timelineOf } from './support/timeline.ts';

const playhead = (page: Page) =>
  page.getByRole('region', { name: 'Timeline' }).getByRole('slider', { name: 'Playhead' });

/** Puts the playhead at a frame by keys. */
async function goTo(page: Page, editor: Editor, frame: number): Promise<void> {
  await playhead(page).focus();
  await editor.press('Home', ...Array<string>(Math.floor(frame / 10)).fill('Shift+ArrowRight'));
  await editor.press(...Array<string>(frame % 10).fill('ArrowRight'));
  await expect.poll(() => playhead(page).getAttribute('aria-valuenow')).toBe(String(frame));
}

test('edits of every day, by their keys and names', async (context) => {
  const folder = await filmFolder(context);
  await writeFilm(folder, ({ video, tone }) => [
    trackOf('video', 1, [
      clipOf(video, 1, 0, 48, 20),
      clipOf(video, 2, 48, 48, 100),
      clipOf(video, 3, 120, 24, 60),
    ]),
    trackOf('video', 2, []),
    trackOf('audio', 1, [clipOf(tone, 4, 0, 96)]),
  ]);
  const { studio, page, editor, clip } = await openFilm(context, folder);
  const said = (text: string) => page.getByText(text).first().waitFor();
  await clip(2).waitFor();
  const start = '0+48/20 48+48/100 120+24/60';

  // Cut in two, and made one again; where two clips don't go on from each other, why not is said.
  await goTo(page, editor, 20);
  await clip(1).click();
  await editor.press('Control+b');
  await expectShown(studio, '0+20/20 20+28/40 48+48/100 120+24/60');
  await editor.command('Join through edit');
  await expectShown(studio, start);
  await editor.command('Join through edit');
  await said('Only two clips that go on where the other ends can be joined.');

  // The source under the playhead, at the very same picture.
  await editor.press('f');
  const source = page.getByRole('region', { name: 'Source' });
  await expect
    .poll(() => source.getByRole('slider', { name: 'Playhead' }).getAttribute('aria-valuenow'))
    .toBe('40');
  await editor.command('Close source monitor');

  // A gap closes; a marked range is lifted, or taken out.
  await goTo(page, editor, 100);
  await editor.command('Close gap');
  await expectShown(studio, '0+48/20 48+48/100 96+24/60');
  await goTo(page, editor, 10);
  await editor.press('i');
  await goTo(page, editor, 30);
  await editor.press('o', ';');
  await expectShown(studio, '0+10/20 31+17/51 48+48/100 96+24/60');
  await editor.press('Control+z', "'");
  await expectShown(studio, '0+10/20 10+17/51 27+48/100 75+24/60');
  await editor.press('Control+z', 'Alt+x');

  // Everything from the playhead on, sound too; copies, and their look; a clip of its own above; off and on; backwards; still.
  await goTo(page, editor, 60);
  await editor.press('Control+Shift+ArrowRight');
  await expect.poll(() => page.locator('[data-clip][aria-pressed="true"]').count()).toBe(3);
  await clip(3).click();
  await editor.press('Control+d');
  await expectShown(studio, '0+48/20 48+48/100 96+24/60 120+24/60');
  await editor.press('Control+z');
  await clip(3).click();
  await editor.press('Shift+Alt+ArrowUp');
  await expectShown(studio, '96+24/60', 1);
  await editor.press('d');
  await expect.poll(async () => (await timelineOf(studio)).tracks[1]?.clips[0]?.enabled).toBe(false);
  await editor.press('d', 'Alt+r');
  await expect
    .poll(async () => (await timelineOf(studio)).tracks[1]?.clips[0])
    .toMatchObject({ reverse: true, sourceIn: 83 });
  await editor.press('Alt+r', 'Shift+h');
  await expect
    .poll(async () => (await timelineOf(studio)).tracks[1]?.clips[0])
    .toMatchObject({ freeze: true });
  await editor.press('Control+z', 'Shift+Alt+ArrowDown');
  await expectShown(studio, '0+48/20 48+48/100 96+24/60');
  await editor.command('Speed 200 %');
  await expectShown(studio, '0+48/20 48+48/100 96+12/60');
  await editor.press('Control+z');

  // Linked and grouped clips are selected together.
  await clip(1).click();
  await page.getByRole('button', { name: /^waves 4, / }).click({ modifiers: ['Shift'] });
  await editor.press('Control+l');
  await clip(2).click();
  await clip(1).click();
  await expect.poll(() => page.locator('[data-clip][aria-pressed="true"]').count()).toBe(2);
  await editor.press('Control+l');
  await clip(2).click();
  await clip(1).click();
  await expect.poll(() => page.locator('[data-clip][aria-pressed="true"]').count()).toBe(1);

  // A look for several at once: blend mode and crop, then its copy on another clip.
  await page.getByRole('tab', { name: 'Inspector' }).click();
  await page.getByRole('combobox', { name: 'Blend mode' }).selectOption({ label: 'Screen' });
  await page.getByRole('button', { name: 'Crop', exact: true }).click();
  const left = page.getByRole('textbox', { name: 'Left' });
  await left.fill('25');
  await left.press('Tab');
  const look = { blend: 'screen', transform: { cropLeft: 0.25 } };
  await expect.poll(async () => (await timelineOf(studio)).tracks[0]?.clips[0]).toMatchObject(look);
  await studio.picture('daily crop and blend');
  await clip(1).focus();
  await editor.press('Control+c');
  await clip(2).click();
  await editor.press('Control+Alt+v');
  await expect.poll(async () => (await timelineOf(studio)).tracks[0]?.clips[1]).toMatchObject(look);

  // Sound fades by its handle, and gets louder from a keyframe to the next; it lies to the left.
  const sound = async () => (await timelineOf(studio)).tracks[2]?.clips[0];
  await page.getByRole('button', { name: /^waves 4, / }).click();
  const handle = await page.locator('[data-track="audio-1"] [data-part="fade-in"]').boundingBox();
  if (handle === null) throw new Error('The handle can’t be seen.');
  const [x, y] = [handle.x + handle.width / 2, handle.y + handle.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await sound())?.fadeIn ?? 0).toBeGreaterThan(4);
  const volume = page.getByRole('textbox', { name: 'Volume' });
  await goTo(page, editor, 10);
  await page.getByRole('button', { name: /^Animate volume/i }).click();
  await volume.fill('-12');
  await volume.press('Tab');
  await goTo(page, editor, 40);
  await volume.fill('0');
  await volume.press('Tab');
  await expect
    .poll(async () => JSON.stringify((await sound())?.volume))
    .toMatch(/"frame":10.*"value":-12.*"frame":40.*"value":0/);
  const pan = page.getByRole('textbox', { name: 'Pan' });
  await pan.fill('-50');
  await pan.press('Tab');
  await expect.poll(async () => (await sound())?.pan).toBe(-0.5);

  await clip(1).click();
  await editor.command('Add wipe');
  await expect
    .poll(async () => (await timelineOf(studio)).tracks[0]?.transitions?.[0])
    .toMatchObject({ kind: 'wipe', at: 48 });
  await studio.close();
});

test('tracks are renamed, ordered, made higher, locked, hidden, silenced and heard alone', async (context) => {
  const folder = await filmFolder(context);
  await writeFilm(folder, ({ video, still, tone }) => [
    trackOf('video', 1, [clipOf(video, 1, 0, 192), clipOf(video, 5, 192, 192)]),
    trackOf('video', 2, [clipOf(still, 2, 0, 96)]),
    trackOf('audio', 1, [clipOf(tone, 3, 0, 96)]),
    trackOf('audio', 2, [clipOf(tone, 4, 0, 96)]),
  ]);
  const { studio, page, editor, clip } = await openFilm(context, folder);
  await page.getByRole('button', { name: /^poster 2, / }).waitFor();
  const order = async () => (await timelineOf(studio)).tracks.map(({ name }) => name).join(' ');
  const track = async (name: string) => (await timelineOf(studio)).tracks.find((one) => one.name === name);
  const head = (name: string) => page.getByRole('button', { name: `Edit on ${name}` });
  const layers = () => page.locator('[data-panel="viewer"] [data-layer]:visible').count();

  await head('V2').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Rename track' }).click();
  const field = page.getByRole('textbox', { name: 'Rename track' });
  await field.fill('Titles');
  await field.press('Enter');
  await expect.poll(order).toBe('V1 Titles A1 A2');
  await head('V1').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Move video track up' }).click();
  await expect.poll(order).toBe('Titles V1 A1 A2');
  await editor.press('Control+z');
  await head('Titles').click({ button: 'right' });
  await page.getByRole('menuitemradio', { name: 'Large' }).click();
  await expect.poll(async () => (await track('Titles'))?.height).toBe(96);
  const edge = page.getByRole('separator', { name: 'Height of A1' });
  const box = await edge.boundingBox();
  if (box === null) throw new Error('The edge of the track can’t be seen.');
  await page.mouse.move(box.x + 40, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 40, box.y + box.height / 2 + 30, { steps: 3 });
  await page.mouse.up();
  await expect.poll(async () => (await track('A1'))?.height).toBe(70);

  // Between whole films there is nothing to pass over with, and that is said.
  await goTo(page, editor, 190);
  await clip(1).click();
  await editor.command('Add wipe');
  await page.getByText('There is no spare footage: trim the clips').first().waitFor();
  await goTo(page, editor, 0);

  await expect.poll(layers).toBe(2);
  await page.getByRole('button', { name: 'Hide Titles' }).click();
  await expect.poll(layers).toBe(1);
  await page.getByRole('button', { name: 'Hide Titles' }).click();
  await page.getByRole('button', { name: 'Solo Titles' }).click();
  await expect.poll(layers).toBe(1);
  await studio.picture('tracks solo');
  await page.getByRole('button', { name: 'Solo Titles' }).click();
  await expect.poll(layers).toBe(2);
  await page.getByRole('button', { name: 'Mute A2' }).click();
  await expect.poll(async () => (await track('A2'))?.muted).toBe(true);
  await page.getByRole('button', { name: 'Lock A1' }).click();
  await page.getByRole('button', { name: /^waves 3, / }).click();
  await editor.press('Delete');
  await page.getByText('The track is locked.').first().waitFor();
  await editor.command('Add audio track');
  await expect.poll(order).toBe('V1 Titles A1 A2 A3');
  await head('A3').click();
  await editor.command('Remove audio track');
  await expect.poll(order).toBe('V1 Titles A1 A2');
  await studio.close();
});

test('two hundred and fifty steps back and forth, and what came into the library meanwhile stays', async (context) => {
  const folder = await filmFolder(context);
  await writeFilm(folder, ({ video }) => [
    trackOf('video', 1, [clipOf(video, 1, 0, 24, 20)]),
    trackOf('audio', 1, []),
  ]);
  const { studio, page, editor, clip } = await openFilm(context, folder);
  await clip(1).click();
  const steps = 250;
  for (let step = 0; step < steps; step += 1) await editor.press('Alt+ArrowRight');
  await expectShown(studio, `${steps}+24/20`);
  const pasted = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(32, 18);
    canvas.getContext('2d')?.fillRect(0, 0, 8, 8);
    const data = new DataTransfer();
    data.items.add(new File([await canvas.convertToBlob()], 'dot.png', { type: 'image/png' }));
    return document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  });
  expect(pasted).toBeDefined();
  const item = page.getByRole('region', { name: 'Library' }).getByRole('button', { name: /^Pasted / });
  await item.waitFor({ timeout: 20_000 });
  await clip(1).focus();
  for (let step = 0; step < steps; step += 1) await editor.press('Control+z');
  await expectShown(studio, '0+24/20');
  await expect
    .poll(() => page.getByRole('button', { name: 'Undo', exact: true }).getAttribute('aria-disabled'))
    .toBe('true');
  await item.waitFor();
  for (let step = 0; step < steps; step += 1) await editor.press('Control+Shift+z');
  await expectShown(studio, `${steps}+24/20`);
  await item.waitFor();
  await studio.close();
});
