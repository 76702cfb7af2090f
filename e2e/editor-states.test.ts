import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { branded } from '../src-shared/lib/brand.ts';
import type { TransitionId } from '../src-shared/lib/ids.ts';
import type { Clip } from '../src-shared/project/schema.ts';
import { frames } from '../src-shared/time/rate.ts';
import { clipOf, trackOf, writeFilm } from './support/film.ts';
import { filmFolder, openFilm } from './support/open-film.ts';

test('each state of the editor says what it is', async (context) => {
  const folder = await filmFolder(context);
  await writeFilm(folder, ({ video, still, tone }) => {
    const title: Clip = {
      ...clipOf(video, 5, 24, 60),
      name: 'The harbour',
      source: {
        kind: 'title',
        text: 'The harbour',
        font: 'Inter',
        size: 0.12,
        colour: '#ffffff',
        position: { x: 0.5, y: 0.8 },
        align: 'centre',
      },
    };
    const moving: Clip = {
      ...clipOf(still, 3, 96, 48),
      transform: {
        opacity: [
          { frame: 0, value: 0.2, ease: 'ease' },
          { frame: 24, value: 1, ease: 'linear' },
          { frame: 40, value: 0.5, ease: 'hold' },
          { frame: 44, value: 0.8, ease: 'linear' },
          { frame: 48, value: 0.3, ease: 'linear' },
        ],
      },
    };
    const passage = {
      id: branded<TransitionId>('transition-1'),
      kind: 'dissolve' as const,
      at: frames(48),
      before: frames(12),
      after: frames(12),
    };
    return [
      {
        ...trackOf('video', 1, [clipOf(video, 1, 0, 48, 20), clipOf(video, 2, 48, 48, 100), moving]),
        transitions: [passage],
      },
      trackOf('video', 2, [title]),
      trackOf('audio', 1, [{ ...clipOf(tone, 4, 0, 144), fadeIn: frames(18), fadeOut: frames(24) }]),
    ];
  });
  const { studio, page, editor } = await openFilm(context, folder);
  const clip = (name: string) => page.getByRole('button', { name: new RegExp(`^${name}, `) });
  await page.getByRole('button', { name: 'Fit timeline' }).click();
  await clip('harbour 2').waitFor();
  await page.getByRole('tab', { name: 'Inspector' }).click();

  // A trim under way: what a release would make of it is drawn, and how far it goes is said.
  const box = await clip('harbour 2').boundingBox();
  if (box === null) throw new Error('The clip can’t be seen.');
  const [x, y] = [box.x + box.width - 4, box.y + box.height * 0.7];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - box.width * 0.3, y, { steps: 5 });
  await page.getByText(/^−00:00:00:\d\d/).waitFor();
  await studio.picture('state trim');
  await editor.press('Escape');
  await page.mouse.up();
  expect((await clip('harbour 2').boundingBox())?.width).toBeCloseTo(box.width, 0);

  await page.getByRole('button', { name: /^Cross dissolve, .*transition$/ }).click();
  await page.getByRole('slider', { name: 'Playhead' }).focus();
  await editor.press('Home', ...Array<string>(5).fill('Shift+ArrowRight'));
  expect(await page.getByRole('button', { name: /, transition$/ }).getAttribute('aria-pressed')).toBe('true');
  await studio.picture('state transition');

  await clip('The harbour').click();
  await expect
    .poll(() =>
      page
        .getByRole('textbox', { name: 'Text' })
        .inputValue()
        .catch(() => ''),
    )
    .toBe('The harbour');
  await studio.picture('state title');

  await clip('poster 3').click();
  await expect.poll(() => page.locator('[data-part="key"]').count()).toBe(5);
  // Nothing that lies on a clip covers the middle of something else, close to its edges neither.
  for (const part of ['key', 'extend-start', 'extend-end', 'fade-in', 'fade-out', 'start', 'end']) {
    for (const one of await page.locator(`[data-part="${part}"]`).all()) await one.hover({ timeout: 5000 });
  }
  await page.getByRole('slider', { name: 'Playhead' }).focus();
  await editor.press('End', ...Array<string>(2).fill('Shift+ArrowLeft'));
  await studio.picture('state keyframes');

  const colour = page.getByRole('button', { name: 'Colour', exact: true });
  if ((await colour.getAttribute('aria-expanded')) === 'false') await colour.click();
  await page.getByRole('textbox', { name: 'Temperature' }).scrollIntoViewIfNeeded();
  await studio.picture('state colour');
  await editor.press('Control+s');
  await editor.command('Earlier versions…');
  const versions = page.getByRole('dialog', { name: 'Earlier versions' });
  const restore = versions.getByRole('button', { name: /^Restore the version of / });
  await expect.poll(() => restore.count()).toBe(1);
  await versions.getByRole('button', { name: /^Look at the version of / }).click();
  await versions.getByText('5 clips, 00:00:06:00').waitFor();
  await versions.locator('[data-layer] img').waitFor();
  await studio.picture('state versions');
  await editor.press('Escape');
  await clip('poster 3').click();
  await editor.press('Delete');
  await clip('poster 3').waitFor({ state: 'detached' });
  await editor.command('Earlier versions…');
  await restore.last().click();
  await clip('poster 3').waitFor();

  // A second program on the same project may look at it, and says why it may not change it.
  const second = await openFilm(context, folder);
  await second.page.getByText(/^Read only/).waitFor();
  await second.page.getByRole('button', { name: /^harbour 1, / }).click();
  await second.editor.press('Delete');
  await second.page.getByText('This project is open for reading only.').first().waitFor();
  // On this machine it is closed there; only what another machine holds can be taken over.
  expect(await second.page.getByRole('button', { name: 'Edit here anyway…' }).count()).toBe(0);
  await second.studio.picture('state read only');
  await second.studio.close();
  await studio.close();

  // A folder that was copied while another machine worked in it: the person says that nobody does any more.
  const foreign = { pid: 1, start: '1', host: 'Studio B', token: 't', program: 'window', since: '' };
  await writeFile(join(folder, 'lock'), JSON.stringify(foreign));
  const held = await openFilm(context, folder);
  await held.page.getByText('Read only: open on Studio B').waitFor();
  await held.studio.picture('state held elsewhere');
  await held.page.getByRole('button', { name: 'Edit here anyway…' }).click();
  await held.page.getByRole('button', { name: 'Edit here', exact: true }).click();
  await held.page.getByText(/^Read only/).waitFor({ state: 'detached' });
  await held.page.getByRole('button', { name: /^poster 3, / }).click();
  await held.editor.press('Delete');
  await held.page.getByRole('button', { name: /^poster 3, / }).waitFor({ state: 'detached' });
  await held.editor.press('Control+z');
  await held.page.getByRole('button', { name: /^poster 3, / }).waitFor();
  await held.studio.close();

  // Files that have gone: the library says how many, the clips are hatched, the rest plays.
  await rm(join(folder, 'media', 'harbour.mp4'));
  const offline = await openFilm(context, folder);
  await offline.page.getByText('1 file is missing').waitFor();
  await offline.page.getByText('The file “harbour.mp4” is missing.').waitFor();
  await offline.page.getByRole('button', { name: /^harbour 2, Missing media, / }).waitFor();
  await offline.page.getByText('Select a clip or a file to see what it is.').waitFor();
  await offline.studio.picture('state offline');
  expect(offline.studio.complaints.filter((one) => !one.includes('404'))).toEqual([]);
  await offline.studio.crash();
});
