import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { root } from '../scripts/run/paths.mjs';
import { resolveFfmpeg } from '../src-main/media/resolve-ffmpeg.ts';
import { branded } from '../src-shared/lib/brand.ts';
import type { TransitionId } from '../src-shared/lib/ids.ts';
import type { Clip } from '../src-shared/project/schema.ts';
import { frames } from '../src-shared/time/rate.ts';
import { runCommand } from './support/command.ts';
import { editorOf } from './support/editor.ts';
import { clipOf, trackOf, writeFilm } from './support/film.ts';
import { launchStudio } from './support/studio.ts';

/** Of samples between -1 and 1: how far the viewer's mix may be from the delivered one. */
const tolerated = { root: 0.001, worst: 0.01 } as const;
const length = 168;

/** The viewer's mixing as one function a page can be given. */
async function mixingScript(): Promise<string> {
  const built = await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: join(root, 'e2e/support/offline-mix.ts'), formats: ['iife'], name: 'mixing' },
    },
  });
  const [output] = (Array.isArray(built) ? built : [built]).flatMap((one) =>
    'output' in one ? one.output : [],
  );
  if (output?.type !== 'chunk') throw new Error('Nothing was built.');
  return output.code;
}

/** Around a hard beginning or end of a sound the viewer glides for so many seconds, where the delivery cuts. */
const glide = 0.06;

/** How far two mixes are apart, but for the moments (in seconds) around hard edges. */
function apart(
  a: Float32Array,
  b: Float32Array,
  edges: readonly number[],
): { readonly root: number; readonly worst: number } {
  let [sum, worst, count] = [0, 0, 0];
  for (const [at, value] of a.entries()) {
    const time = (at >> 1) / 48_000;
    if (edges.some((edge) => time > edge - glide / 2 && time < edge + glide)) continue;
    const by = Math.abs(value - (b[at] ?? 0));
    sum += by * by;
    worst = Math.max(worst, by);
    count += 1;
  }
  return { root: Math.sqrt(sum / count), worst };
}

test('the viewer mixes what is delivered: volume, fades, a passage and pan on two tracks', async (context) => {
  const scratch = await mkdtemp(join(tmpdir(), 'kinoloom-sound-'));
  context.onTestFinished(() => rm(scratch, { recursive: true, force: true }));
  const folder = join(scratch, 'Sound.kinoloom');
  const document = await writeFilm(folder, ({ tone }) => {
    const first: Clip = {
      ...clipOf(tone, 1, 0, 96, 12),
      fadeIn: frames(12),
      volume: [
        { frame: 20, value: -3, ease: 'linear' },
        { frame: 60, value: -24, ease: 'ease' },
        { frame: 84, value: 0, ease: 'linear' },
      ],
    };
    const second: Clip = { ...clipOf(tone, 2, 96, 60, 40), fadeOut: frames(24), volume: -6 };
    const panned: Clip = {
      ...clipOf(tone, 3, 24, 120, 50),
      volume: -9,
      pan: [
        { frame: 0, value: -1, ease: 'linear' },
        { frame: 100, value: 1, ease: 'linear' },
      ],
    };
    const passage = {
      id: branded<TransitionId>('transition-1'),
      kind: 'dissolve' as const,
      at: frames(96),
      before: frames(12),
      after: frames(12),
    };
    return [
      trackOf('video', 1, []),
      { ...trackOf('audio', 1, [first, second]), transitions: [passage] },
      trackOf('audio', 2, [panned, clipOf(tone, 4, 150, 18, 20)]),
    ];
  });

  const delivered = join(scratch, 'film.mov');
  const cli = join(root, 'out', 'main', 'cli.cjs');
  const run = await runCommand(
    process.execPath,
    [cli, 'export', folder, '-o', delivered, '--preset', 'mov-prores'],
    {
      cwd: scratch,
    },
  );
  expect(run.code, run.stderr).toBe(0);
  const { path: ffmpeg } = await resolveFfmpeg();
  const wave = join(scratch, 'film.f32');
  const decoded = await runCommand(ffmpeg, [
    ...'-nostdin -hide_banner -y -i'.split(' '),
    delivered,
    ...'-map 0:a:0 -f f32le'.split(' '),
    wave,
  ]);
  expect(decoded.code, decoded.stderr).toBe(0);
  const bytes = await readFile(wave);
  const heard = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  expect(heard.length).toBe((length / 24) * 48_000 * 2);

  const studio = await launchStudio({ test: context, args: [folder] });
  await editorOf(studio.page).ready();
  const mixed: unknown = await studio.page.evaluate(
    `(() => { ${await mixingScript()}
      return mixing.mixOffline(${JSON.stringify(document)}, ${length}, (id) => 'media://media/' + id);
    })()`,
  );
  const viewed = Float32Array.from(z.array(z.number()).parse(mixed));
  expect(viewed.length).toBe(heard.length);
  const loudest = heard.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(loudest).toBeGreaterThan(0.3);
  expect(loudest, 'nothing is cut off').toBeLessThan(0.99);

  const edges = [24, 144, 150, 168].map((frame) => frame / 24);
  const difference = apart(heard, viewed, edges);
  expect(difference.root).toBeLessThan(tolerated.root);
  expect(difference.worst).toBeLessThan(tolerated.worst);
  // The measure tells sides apart: with left and right exchanged it is far off.
  const exchanged = viewed.map((_, at) => viewed[at ^ 1] ?? 0);
  expect(apart(heard, exchanged, edges).root).toBeGreaterThan(tolerated.root * 10);
  await studio.close();
});
