import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probeMedia } from '../src-main/media/probe.ts';
import { resolveFfmpeg } from '../src-main/media/resolve-ffmpeg.ts';
import { runCommand } from './support/command.ts';
import { answerDialogs, editorOf } from './support/editor.ts';
import { launchStudio } from './support/studio.ts';

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kinoloom-main-job-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** A still with a horizon and a sun, as a person might drop one. */
async function drawStill(path: string): Promise<void> {
  const { path: ffmpeg } = await resolveFfmpeg();
  const picture = 'color=c=0x6fb7e8:s=640x360';
  const ground = 'drawbox=y=240:h=120:c=0x4d8a3c:t=fill';
  const sun = 'drawbox=x=440:y=60:w=70:h=70:c=0xffe08a:t=fill';
  const words = `-nostdin -hide_banner -y -f lavfi -i ${picture} -vf ${ground},${sun} -frames:v 1`;
  const { code, stderr } = await runCommand(ffmpeg, [...words.split(' '), path]);
  if (code !== 0) throw new Error(stderr);
}

describe.each([
  { kind: 'the built app', packaged: false },
  { kind: 'the packaged app', packaged: true },
])('the main job in $kind', ({ kind, packaged }) => {
  test('a prompt becomes a clip, is extended, delivered and found again', async (context) => {
    const folder = join(scratch, packaged ? 'packaged' : 'built');
    const userData = join(folder, 'profile');
    const movie = join(folder, 'film.mp4');
    const project = join(folder, 'My film.kinoloom');
    await mkdir(userData, { recursive: true });

    const studio = await launchStudio({ packaged, userData, test: context });
    const editor = editorOf(studio.page);
    await editor.ready();
    await studio.picture(`${kind} empty`);

    // The placeholder has the exact length at once, and editing goes on while the shot is made.
    await editor.generate('A red car moves to the right in the city at sunset', { seconds: 2 });
    expect(await editor.clipNames()).toEqual([
      expect.stringContaining('Being generated, 2 seconds 0 frames'),
    ]);
    await studio.picture(`${kind} generating`);
    await editor.untilGenerated(0);
    await studio.picture(`${kind} generated`);

    await editor.clip(0).click();
    await editor.press('e');
    await editor.untilGenerated(1);
    expect(await editor.clipNames()).toEqual([
      expect.stringMatching(/Generated, 2 seconds 0 frames, starts 00:00:00:00/),
      expect.stringMatching(/Generated, 2 seconds 0 frames, starts 00:00:02:00/),
    ]);
    await studio.picture(`${kind} extended`);

    // Trim, then take it back: one gesture, one step.
    await editor.clip(1).click();
    await editor.press('Alt+ArrowRight');
    expect((await editor.clipNames())[1]).toContain('starts 00:00:02:01');
    await editor.press('Control+z');
    expect((await editor.clipNames())[1]).toContain('starts 00:00:02:00');

    await answerDialogs(studio.app, { save: project });
    await editor.press('Control+s');
    await expect.poll(() => readdir(project).catch(() => []), { timeout: 20_000 }).toContain('project.json');

    await answerDialogs(studio.app, { save: movie });
    await studio.page.getByRole('radio', { name: 'Deliver' }).click();
    await studio.page.getByRole('button', { name: 'Export timeline…' }).click();
    await studio.page.getByText('“film.mp4” is delivered.').first().waitFor({ timeout: 60_000 });
    await studio.picture(`${kind} delivered`);
    await studio.close();

    const probe = await probeMedia(movie);
    expect(probe).toMatchObject({ kind: 'video', frames: 96, rate: { num: 24, den: 1 } });
    expect((await readdir(folder)).sort()).toEqual(['My film.kinoloom', 'film.mp4', 'profile']);

    const again = await launchStudio({ packaged, userData, test: context });
    const reopened = editorOf(again.page);
    await reopened.ready();
    await answerDialogs(again.app, { open: [project] });
    await reopened.press('Control+o');
    await reopened.untilGenerated(1);
    expect(await reopened.clipNames()).toHaveLength(2);
    await again.close();
  });
});

describe('conditions', () => {
  test('an image becomes the first frame of a shot, and a running shot can be cancelled', async (context) => {
    const still = join(scratch, 'still.png');
    await drawStill(still);
    const studio = await launchStudio({ test: context });
    const editor = editorOf(studio.page);
    await editor.ready();
    await answerDialogs(studio.app, { open: [still] });
    await editor.press('Control+i');
    await studio.page.getByRole('button', { name: /^still\.png/ }).click({ timeout: 20_000 });
    await editor.command('Use as first frame');
    expect(await studio.page.getByTestId('first-frame-slot').textContent()).toContain('First framestill.png');
    await studio.picture('first frame condition');
    await editor.generate('A boat sails to the left', { seconds: 2, draft: true });
    await editor.untilGenerated(0);
    await studio.picture('animated still');

    await editor.generate('A blue train in the mountains', { seconds: 60 });
    await studio.page.getByRole('button', { name: 'Cancel', exact: true }).first().click();
    await expect
      .poll(async () => (await editor.clipNames()).filter((name) => name.includes('Being generated')), {
        timeout: 20_000,
      })
      .toEqual([]);
    await studio.picture('cancelled');
    await studio.close();
    expect((await stat(still)).size).toBeGreaterThan(0);
  });
});
