import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFootage } from './support/film.ts';
import { answerDialogs, editorOf } from './support/editor.ts';
import { launchStudio } from './support/studio.ts';
import { expectShown, timelineOf } from './support/timeline.ts';

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kinoloom-storyboard-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

test(
  'a list of shots, read and written, is put in order and becomes a cut',
  { timeout: 300_000 },
  async (context) => {
    await makeFootage(scratch, { seconds: 1, width: 192, height: 108 });
    const list = join(scratch, 'shots.txt');
    await writeFile(list, 'A red ball rolls | 0.5 s | image: poster.png\nA white bird | 0.5 s | dissolve\n');
    const studio = await launchStudio({ test: context });
    const { page } = studio;
    const editor = editorOf(page);
    await editor.ready();
    await page.getByRole('radio', { name: 'Draft' }).click();
    await editor.command('Storyboard…');
    const board = page.getByRole('dialog', { name: 'Storyboard' });
    await board.getByText('Write a shot first.').waitFor();
    await studio.picture('storyboard empty');

    // From a file, with its picture; then one by hand, with Enter from shot to shot.
    await answerDialogs(studio.app, { open: [list] });
    await board.getByRole('button', { name: 'Open a list or screenplay…' }).click();
    const words = (number: number) =>
      board.getByRole('textbox', { name: `What happens in shot ${number}`, exact: true });
    await words(2).waitFor({ timeout: 20_000 });
    expect(await words(1).inputValue()).toBe('A red ball rolls');
    const first = board.getByRole('combobox', { name: 'First picture' }).first();
    expect(await first.evaluate((field: HTMLSelectElement) => field.selectedOptions[0]?.text)).toBe(
      'poster.png',
    );
    await words(2).press('Enter');
    await board.getByText('Shot 3 has no words yet.').waitFor();
    await page.keyboard.type('A boat at night');
    expect(await words(3).inputValue()).toBe('A boat at night');
    await board
      .getByRole('radiogroup', { name: 'Transition into shot 3' })
      .getByRole('radio', { name: 'Bridge' })
      .click();

    // Moved by keys from a field, which keeps the focus, and back by dragging.
    await words(3).press('Alt+ArrowUp');
    expect(await words(2).inputValue()).toBe('A boat at night');
    expect(await words(2).evaluate((field) => field === document.activeElement)).toBe(true);
    await board
      .getByRole('button', { name: 'Move shot 2', exact: true })
      .dragTo(board.getByRole('button', { name: 'Move shot 3', exact: true }));
    await expect.poll(() => words(3).inputValue()).toBe('A boat at night');
    await board.getByText('3 shots, 1.5 s').waitFor();
    await studio.picture('storyboard written');

    await board.getByRole('button', { name: 'Make the cut' }).click();
    await board.waitFor({ state: 'hidden' });
    // Shot, dissolve into the second, bridge to the third: as long as the shots together.
    const cut = '0+12/0 12+7/5 19+10/7 29+7/5';
    await expectShown(studio, cut);
    expect((await timelineOf(studio)).tracks[0]?.transitions).toMatchObject([
      { kind: 'dissolve', at: 12, before: 5, after: 5 },
    ]);
    await studio.picture('storyboard placed');
    // One step takes the whole cut back; what is made goes on meanwhile.
    await editor.press('Control+z');
    await expectShown(studio, '');
    await editor.press('Control+Shift+z');
    await expectShown(studio, cut);
    for (const index of [0, 1, 3, 2]) await editor.untilGenerated(index);
    await expectShown(studio, cut);
    await studio.picture('storyboard made');
    await studio.close();
  },
);
