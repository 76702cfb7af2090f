import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TestContext } from 'vitest';
import { root } from '../scripts/run/paths.mjs';
import { resolveFfmpeg } from '../src-main/media/resolve-ffmpeg.ts';
import { mediaIdSchema } from '../src-shared/lib/ids.ts';
import type { Media } from '../src-shared/project/schema.ts';
import { serialiseProject } from '../src-shared/project/serialise.ts';
import { frames } from '../src-shared/time/rate.ts';
import { runCommand } from './support/command.ts';
import { editorOf } from './support/editor.ts';
import { clipOf, trackOf, writeFilm } from './support/film.ts';
import { openFilm } from './support/open-film.ts';
import { launchStudio } from './support/studio.ts';

/** Of 255: how far blocks of the viewer and of the delivered frame may differ, past scaling, H.264 and its colours. */
const tolerated = { mean: 3, worst: 16 } as const;
const blocks = { across: 16, down: 9 } as const;

const frameBytes = blocks.across * blocks.down * 3;

/** Averages of blocks of every frame of a film or picture: red, green and blue in turn. */
async function blocksOf(path: string, out: string): Promise<Buffer[]> {
  const { path: ffmpeg } = await resolveFfmpeg();
  const { code, stderr } = await runCommand(ffmpeg, [
    ...'-nostdin -hide_banner -y -i'.split(' '),
    path,
    '-vf',
    `format=rgb24,scale=${blocks.across}:${blocks.down}:flags=area`,
    ...'-f rawvideo'.split(' '),
    out,
  ]);
  if (code !== 0) throw new Error(stderr);
  const bytes = await readFile(out);
  return Array.from({ length: bytes.length / frameBytes }, (_, at) =>
    bytes.subarray(at * frameBytes, (at + 1) * frameBytes),
  );
}

function difference(a: Buffer, b: Buffer): { readonly mean: number; readonly worst: number } {
  expect(a.length).toBe(blocks.across * blocks.down * 3);
  expect(b.length).toBe(a.length);
  const each = [...a].map((value, at) => Math.abs(value - (b[at] ?? 0)));
  return { mean: each.reduce((sum, one) => sum + one, 0) / each.length, worst: Math.max(...each) };
}

/** A table that no simple grade can be: colours change places and bend. */
function tableText(size: number): string {
  const rows: string[] = [];
  const share = (step: number): number => step / (size - 1);
  for (let blue = 0; blue < size; blue += 1) {
    for (let green = 0; green < size; green += 1) {
      for (let red = 0; red < size; red += 1) {
        const [r, g, b] = [share(red), share(green), share(blue)];
        rows.push(`${(b * (1 - 0.3 * g)).toFixed(6)} ${Math.sqrt(g).toFixed(6)} ${(r * r).toFixed(6)}`);
      }
    }
  }
  return `TITLE "Bent"\nLUT_3D_SIZE ${size}\n${rows.join('\n')}\n`;
}

interface Graded {
  readonly folder: string;
  /** The film as the program delivers it. */
  readonly delivered: string;
  readonly table: string;
}

/**
 * A film of three clips of a second: a video through a table, a still graded and then put through it, and that video as it is;
 * or, with `plainFirst`, the looks the other way round.
 */
async function gradedFilm(scratch: string, { plainFirst = false } = {}): Promise<Graded> {
  const folder = join(scratch, 'Film.kinoloom');
  const written = await writeFilm(folder, ({ video, still }) => [
    trackOf('video', 1, [
      clipOf(video, 1, 0, 24, 20),
      clipOf(still, 2, 24, 24),
      clipOf(video, 3, 48, 24, 20),
    ]),
  ]);
  const text = tableText(17);
  await writeFile(join(folder, 'media', 'bent.cube'), text);
  const table: Media = {
    id: mediaIdSchema.parse('m-table'),
    kind: 'lut',
    name: 'bent.cube',
    file: 'media/bent.cube',
    sha256: createHash('sha256').update(text).digest('hex'),
    bytes: text.length,
    width: 0,
    height: 0,
    frames: frames(0),
    rate: { num: 24, den: 1 },
    hasAudio: false,
    provenance: { origin: 'imported' },
  };
  const [track] = written.timeline.tracks;
  if (track === undefined) throw new Error('The film has no track.');
  const looks = [{ lut: table.id }, { lut: table.id, exposure: 0.3, saturation: -0.4 }, undefined];
  if (plainFirst) looks.reverse();
  await writeFile(
    join(folder, 'project.json'),
    serialiseProject({
      ...written,
      media: { ...written.media, [table.id]: table },
      timeline: {
        ...written.timeline,
        tracks: [
          {
            ...track,
            clips: track.clips.map((clip, index) => {
              const colour = looks[index];
              return colour === undefined ? clip : { ...clip, colour };
            }),
          },
        ],
      },
    }),
  );
  const delivered = join(scratch, 'film.mp4');
  const program = join(root, 'out', 'main', 'cli.cjs');
  const run = await runCommand(process.execPath, [program, 'export', folder, '-o', delivered], {
    cwd: scratch,
  });
  expect(run.code, run.stderr).toBe(0);
  return { folder, delivered, table: join(folder, 'media', 'bent.cube') };
}

async function scratchFolder(context: TestContext): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), 'kinoloom-table-'));
  context.onTestFinished(() => rm(scratch, { recursive: true, force: true }));
  return scratch;
}

test('a colour table is seen in the viewer as it is delivered', async (context) => {
  const scratch = await scratchFolder(context);
  const { folder, delivered } = await gradedFilm(scratch);
  const { studio, page, editor } = await openFilm(context, folder);
  const shot = join(scratch, 'viewer.png');
  const film = await blocksOf(delivered, join(scratch, 'delivered.raw'));
  expect(film.length).toBe(72);
  async function seenNow(): Promise<Buffer> {
    const clip = await page.locator('[data-layer]').first().boundingBox();
    if (clip === null) throw new Error('The viewer can’t be seen.');
    await page.screenshot({ clip, path: shot });
    const [seen] = await blocksOf(shot, join(scratch, 'viewer.raw'));
    if (seen === undefined) throw new Error('The picture has no frame.');
    return seen;
  }
  const from = (seen: Buffer, frame: number) => difference(seen, film[frame] ?? Buffer.alloc(0));
  /** How far the viewer at the playhead is from a delivered frame. */
  const apart = async (frame: number) => from(await seenNow(), frame);
  /** Standing, a frame is the delivered one, and nothing is said about it. */
  async function standsAs(frame: number): Promise<void> {
    await expect
      .poll(() => apart(frame).then(({ mean }) => mean), { timeout: 20_000 })
      .toBeLessThan(tolerated.mean);
    expect((await apart(frame)).worst).toBeLessThan(tolerated.worst);
    expect(await page.getByText(/colour table/).count()).toBe(0);
  }
  await standsAs(0);
  await studio.picture('colour table in the viewer');
  // The third clip is the same picture without the table: far from what is seen.
  expect((await apart(48)).mean).toBeGreaterThan(tolerated.mean * 5);

  // A still, graded and then through the table.
  await page.getByRole('slider', { name: 'Playhead' }).focus();
  await editor.press('Home', 'ArrowDown');
  expect(await editor.timecode()).toBe('00:00:01:00');
  await standsAs(24);
  await studio.picture('colour table over a graded still');

  // Playing: whatever moment the picture is taken at, it is one of the delivered ones.
  await page.getByRole('button', { name: /^harbour 1, / }).click();
  await editor.press('x', 'Shift+Alt+L', 'Shift+Space');
  const seen = await seenNow();
  const nearest = (first: number): number =>
    Math.min(...Array.from({ length: 24 }, (_, at) => from(seen, first + at).mean));
  expect(nearest(0)).toBeLessThan(tolerated.mean * 2);
  expect(nearest(48)).toBeGreaterThan(tolerated.mean * 5);
  await studio.close();
});

test('the viewer says so where a colour table can’t be drawn', async (context) => {
  const scratch = await scratchFolder(context);
  const { folder, table } = await gradedFilm(scratch);
  await writeFile(table, 'LUT_3D_SIZE 17\n0 0 0\n');
  const broken = await openFilm(context, folder);
  const note = broken.page.getByText('can’t be read', { exact: false });
  await expect.poll(() => note.textContent(), { timeout: 20_000 }).toContain('The colour table “bent.cube”');
  await broken.studio.picture('colour table unreadable');
  // Gone where there is none, and there again.
  await broken.editor.press('End');
  await note.waitFor({ state: 'detached' });
  await broken.editor.press('Home');
  await note.waitFor();
  await broken.studio.close();
});

test('the viewer says so where the machine can’t draw colour tables', async (context) => {
  const scratch = await scratchFolder(context);
  const { folder } = await gradedFilm(scratch, { plainFirst: true });
  const studio = await launchStudio({ test: context, args: [folder] });
  const editor = editorOf(studio.page);
  await editor.ready();
  await studio.page.getByRole('button', { name: /^harbour 1, / }).waitFor();
  // Before the first table is wanted, the machine loses what draws it.
  await studio.page.evaluate(() => {
    HTMLCanvasElement.prototype.getContext = () => null;
  });
  await studio.page.getByRole('slider', { name: 'Playhead' }).focus();
  await editor.press('Home', 'ArrowDown');
  await expect
    .poll(
      () => studio.page.getByText('This computer can’t draw colour tables', { exact: false }).textContent(),
      {
        timeout: 20_000,
      },
    )
    .toContain('without “bent.cube”');
  await studio.close();
});
