import { expect, test } from 'vitest';
import { allMarkers } from '../src-shared/timeline/markers.ts';
import { clipOf, trackOf, writeFilm } from './support/film.ts';
import { filmFolder, openFilm } from './support/open-film.ts';
import { expectShown, timelineOf } from './support/timeline.ts';

test('markers of clips are made, found, said more of, moved and removed', async (context) => {
  const folder = await filmFolder(context);
  await writeFilm(folder, ({ video }) => [
    trackOf('video', 1, [clipOf(video, 1, 0, 96, 20), clipOf(video, 2, 96, 72, 100)]),
    trackOf('audio', 1, []),
  ]);
  const { studio, page, editor, clip } = await openFilm(context, folder);
  await clip(2).waitFor();
  /** Every marker, in short: `frame name+length colour`. */
  const markers = async () =>
    allMarkers(await timelineOf(studio)).map(
      ({ at, marker, clipId }) =>
        `${at} ${marker.name}+${marker.length} ${marker.colour}${clipId === null ? '' : ' on clip'}`,
    );
  const flag = (name: string) => page.getByRole('button', { name: new RegExp(`^Clip marker ${name}`) });
  const inspector = page.getByRole('region', { name: 'Inspector' }).or(page.getByRole('tabpanel'));

  // From the keyboard: two markers on the clip under the playhead.
  await page.getByRole('slider', { name: 'Playhead' }).focus();
  await editor.press('Home', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Alt+m');
  await expect.poll(markers).toEqual(['20 +0 green on clip']);
  await page.getByRole('tab', { name: 'Inspector' }).click();
  await page.getByText('On the clip harbour 1').waitFor();
  const name = page.getByRole('textbox', { name: 'Name' });
  await name.fill('Door');
  await name.press('Tab');
  const note = page.getByRole('textbox', { name: 'Note' });
  await note.fill('The door is too loud.');
  await note.press('Tab');
  const length = inspector.getByRole('textbox', { name: 'Length' });
  await length.fill('30');
  await length.press('Tab');
  await page.getByRole('combobox', { name: 'Label' }).selectOption({ label: 'Red' });
  await expect.poll(markers).toEqual(['20 Door+30 red on clip']);

  await clip(1).click({ position: { x: 30, y: 40 } });
  await page.getByRole('slider', { name: 'Playhead' }).focus();
  for (let count = 0; count < 5; count += 1) await editor.press('Shift+ArrowRight');
  await editor.press('Alt+m');
  await expect.poll(markers).toEqual(['20 Door+30 red on clip', '70 +0 green on clip']);
  await studio.picture('clip markers');

  // By mouse: a press selects, what was being typed is kept, a drag moves it within its clip.
  await name.fill('Waves');
  await flag('Door').click();
  await expect.poll(() => name.inputValue()).toBe('Door');
  await expect.poll(markers).toEqual(['20 Door+30 red on clip', '70 Waves+0 green on clip']);
  expect(await flag('Door').getAttribute('aria-pressed')).toBe('true');
  await page.getByRole('button', { name: 'Snapping' }).click();
  const perFrame = ((await clip(1).boundingBox())?.width ?? 0) / 96;
  const box = await flag('Waves').boundingBox();
  if (box === null) throw new Error('The marker can’t be seen.');
  const [x, y] = [box.x + box.width / 2, box.y + 6];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + perFrame * 5, y, { steps: 4 });
  await studio.picture('clip marker dragged');
  await page.mouse.move(x + perFrame * 200, y, { steps: 4 });
  await page.mouse.up();
  await expect.poll(markers).toEqual(['20 Door+30 red on clip', '95 Waves+0 green on clip']);
  await page.getByRole('button', { name: 'Snapping' }).click();

  // From marker to marker by keyboard, which moves and deletes the one that is chosen and no clip.
  await clip(2).click({ position: { x: 40, y: 40 } });
  await editor.press('Home', 'Shift+m');
  expect(await flag('Door').getAttribute('aria-pressed')).toBe('true');
  expect(await editor.timecode()).toBe('00:00:00:20');
  await editor.press('Alt+ArrowRight', 'Alt+ArrowRight');
  await expect.poll(markers).toEqual(['22 Door+30 red on clip', '95 Waves+0 green on clip']);
  await editor.press('Shift+m', 'Shift+m');
  expect(await editor.timecode()).toBe('00:00:03:23');
  await editor.press('Delete');
  await expect.poll(markers).toEqual(['22 Door+30 red on clip']);
  await expectShown(studio, '0+96/20 96+72/100');
  await editor.press('Control+z');
  await expect.poll(markers).toHaveLength(2);

  await flag('Waves').focus();
  await editor.press('Enter');
  await expect.poll(() => name.inputValue()).toBe('Waves');
  await page.getByRole('button', { name: 'Remove marker' }).click();
  await expect.poll(markers).toEqual(['22 Door+30 red on clip']);
  await studio.close();
});
