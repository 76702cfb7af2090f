import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { root } from '../scripts/run/paths.mjs';
import { recipeSchema, seamMeasureSchema } from '../src-shared/generation/recipe.ts';
import { probeMedia } from '../src-main/media/probe.ts';
import { resolveFfmpeg } from '../src-main/media/resolve-ffmpeg.ts';
import { decodeAll } from '../src-main/media/testing/numbered-clip.ts';
import { runCommand } from './support/command.ts';

/** Every operation of the command line with the pack that ships, on a take of its own and on footage from elsewhere. */
const program = join(root, 'out', 'main', 'cli.cjs');
const quick = ['--steps', '3', '--backend', 'cpu', '--seed', '7', '--json'];
let folder = '';
let ffmpeg = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-commands-'));
  ffmpeg = (await resolveFfmpeg()).path;
  await made('generate', '--prompt', 'a red balloon rises over a meadow', '--seconds', '1', '-o', 'take.mp4');
  // An odd size, another rate, full range and sound: what a phone or a screen recorder writes.
  await draw(
    '-f lavfi -i testsrc2=s=427x241:r=30000/1001:d=1.2 -f lavfi -i sine=d=1.2',
    '-c:v libx264 -pix_fmt yuvj420p -color_range pc -c:a aac -shortest real.mp4'.split(' '),
  );
  await draw('-f lavfi -i mandelbrot=s=300x400:r=25', '-frames:v 1 picture.png'.split(' '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function draw(input: string, output: readonly string[]): Promise<void> {
  const args = ['-v', 'error', '-y', ...input.split(' '), ...output];
  const { code, stderr } = await runCommand(ffmpeg, args, { cwd: folder });
  expect(code, stderr).toBe(0);
}

const clipSchema = z.object({
  out: z.string(),
  frames: z.number(),
  width: z.number(),
  height: z.number(),
  rate: z.string(),
  evaluations: z.number(),
  seams: z.array(seamMeasureSchema),
  recipe: recipeSchema,
});

async function said(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await runCommand(process.execPath, [program, ...args], { cwd: folder });
  expect(code, stderr).toBe(0);
  expect(stdout.trim().split('\n')).toHaveLength(1);
  return JSON.parse(stdout);
}

async function made(...args: readonly string[]): Promise<z.infer<typeof clipSchema>> {
  const clip = clipSchema.parse(await said(...args, ...quick));
  // What is said is what is in the file.
  const { frames, width, height } = clip;
  expect(await probeMedia(clip.out)).toMatchObject({ frames, width, height });
  return clip;
}

test.each([
  ['take.mp4', 24, '1280x720@24'],
  ['real.mp4', 36, '426x240@30000/1001'],
])('a loop, a bridge, a fill and an extension of %s', async (file, frames, shape) => {
  const fps = frames / (file === 'take.mp4' ? 1 : 36 / (30_000 / 1001));
  const name = (what: string): string => `${what}-${file}`;
  const shapeOf = (clip: z.infer<typeof clipSchema>): string => `${clip.width}x${clip.height}@${clip.rate}`;
  const half = Math.floor(0.5 * fps + 0.5);

  const loop = await made('loop', file, '--seconds', '0.5', '-o', name('loop'));
  expect(shapeOf(loop)).toBe(shape);
  expect(loop).toMatchObject({ frames: frames + half });
  expect(loop.seams.map(({ frame }) => frame)).toEqual([frames, 0]);

  const bridge = await made('bridge', file, 'take.mp4', '--seconds', '0.5', '-o', name('bridge'));
  expect(bridge.recipe.generatedRanges).toEqual([[frames, half]]);
  expect(bridge.recipe.parents).toHaveLength(2);
  const joined = await made('bridge', file, file, '--seconds', '0.5', '--join', '-o', name('joined'));
  expect(joined.frames).toBe(frames * 2);

  const fill = await made('fill', file, '--from', '0.25', '--to', '0.75', '-o', name('fill'));
  expect(fill.frames).toBe(frames);
  expect(fill.seams).toHaveLength(2);

  for (const direction of ['forward', 'backward']) {
    const out = name(direction);
    const longer = await made('extend', file, '--direction', direction, '--seconds', '0.5', '-o', out);
    expect(longer.frames).toBe(frames + half);
  }
});

test.each(['take.mp4', 'real.mp4'])('a restyle and a smoother version of %s', async (file) => {
  const restyle = await made(
    'restyle',
    file,
    '--prompt',
    'a meadow at night',
    '--strength',
    '0.6',
    '-o',
    `style-${file}`,
  );
  expect(restyle.recipe).toMatchObject({ strength: 0.6, generatedRanges: [[0, restyle.frames]] });
  // The take holds eight pictures a second for three frames each; the footage shows every frame.
  const fps = file === 'take.mp4' ? '24' : '60000/1001';
  const smooth = await made('smooth', file, '--fps', fps, '-o', `smooth-${file}`);
  expect(smooth.rate).toBe(fps);
  expect(smooth.frames).toBe(file === 'take.mp4' ? 24 : 72);
});

test('the least there is: a clip of one frame, a bridge of one frame, a picture of one pixel', async () => {
  // One frame of another shape, rate and range than the take's.
  await draw(
    '-f lavfi -i testsrc2=s=90x160:r=25',
    '-frames:v 1 -c:v libx264 -pix_fmt yuvj420p -color_range pc one.mp4'.split(' '),
  );
  await draw('-f lavfi -i color=red:s=2x2,format=rgb24,crop=1:1:0:0', '-frames:v 1 dot.png'.split(' '));
  const half = ['--seconds', '0.5', '-o'];
  for (const direction of ['forward', 'backward']) {
    const longer = await made('extend', 'one.mp4', '--direction', direction, ...half, `${direction}-one.mp4`);
    expect(longer).toMatchObject({ frames: 1 + 13, rate: '25', width: 90, height: 160 });
  }
  const frame = ['--seconds', '0.0417'];
  const bridge = await made('bridge', 'take.mp4', 'one.mp4', ...frame, '-o', 'one-frame.mp4');
  expect(bridge.recipe.generatedRanges).toEqual([[24, 1]]);
  expect(bridge.seams.map(({ frame: at }) => at)).toEqual([24, 25]);
  const dot = await made('animate', 'dot.png', '--last', 'dot.png', ...half, 'dot.mp4');
  expect(dot.frames).toBe(12);
});

test('of a photograph it is said that the model can’t draw it, of its own world it is not', async () => {
  const evaluation = join(root, 'models', 'evaluation');
  const sentence = 'This model can’t draw what it was given';
  for (const [picture, isStrange] of [
    ['foreign/coffee.png', true],
    ['first-frames/01-boat.png', false],
  ] as const) {
    const path = join(evaluation, ...picture.split('/'));
    const args = [
      'animate',
      path,
      '--seconds',
      '0.5',
      '--steps',
      '3',
      '--backend',
      'cpu',
      '-o',
      'strange.mp4',
    ];
    const { code, stdout, stderr } = await runCommand(process.execPath, [program, ...args], { cwd: folder });
    expect(code, stderr).toBe(0);
    expect(stdout.includes(sentence), picture).toBe(isStrange);
  }
});

test('new loops, pinned pictures and several takes', async () => {
  const loop = await made('loop', '--prompt', 'a red balloon', '--seconds', '1', '-o', 'new-loop.mp4');
  expect(loop.recipe.plan.loop).toBe(true);
  const ends = await made(
    'animate',
    'picture.png',
    '--last',
    'picture.png',
    '--seconds',
    '1',
    '-o',
    'ends.mp4',
  );
  expect(ends.recipe.plan.given).toEqual([0, 7]);
  const pinned = ['--key', 'picture.png@0.5', '--key', 'real.mp4#12@1'];
  const keys = await made(
    'generate',
    '--prompt',
    'a red balloon',
    '--seconds',
    '1',
    ...pinned,
    '-o',
    'keys.mp4',
  );
  expect(keys.recipe.plan.given).toEqual([4, 7]);
  const takes = z
    .object({ takes: z.array(clipSchema) })
    .parse(
      await said(
        'generate',
        '--prompt',
        'a boat',
        '--seconds',
        '0.5',
        '--takes',
        '2',
        '-o',
        'boat.mp4',
        ...quick,
      ),
    );
  expect(takes.takes.map(({ recipe }) => recipe.seed)).toEqual(['7', '8']);
  expect(await readdir(folder)).toEqual(expect.arrayContaining(['boat-1.mp4', 'boat-2.mp4']));
});

test('a list of shots becomes a cut that can be delivered', async () => {
  const shots = [
    { prompt: 'a red balloon over a meadow', seconds: 1 },
    { prompt: 'a boat on the sea', seconds: 1, transition: 'dissolve', camera: 'slow pan left' },
    { prompt: 'a house at night', seconds: 1.5, transition: 'bridge' },
  ];
  await writeFile(join(folder, 'story.json'), JSON.stringify({ name: 'Story', aspect: '16:9', shots }));
  const story = await said('storyboard', 'story.json', '--fit', 'pad', '-o', 'Story', ...quick);
  expect(story).toMatchObject({ frames: 84, shots: [{}, {}, {}] });
  const document: unknown = JSON.parse(
    await readFile(join(folder, 'Story.kinoloom', 'project.json'), 'utf8'),
  );
  const asked = z
    .object({ media: z.record(z.string(), z.object({ provenance: z.object({ recipe: recipeSchema }) })) })
    .parse(document);
  const fits = Object.values(asked.media).map(({ provenance }) => provenance.recipe.request?.fit);
  expect(fits).toEqual(Array(4).fill('contain'));
  expect(await said('project', 'check', 'Story.kinoloom', '--json')).toMatchObject({ problems: [] });
  expect(await said('export', 'Story.kinoloom', '-o', 'story.mp4', '--json')).toMatchObject({ frames: 84 });
});

test('killed outright and started again, a clip is the one it would have been', async () => {
  const order = ['generate', '--prompt', 'a boat on the sea', '--seconds', '6', ...quick];
  const whole = clipSchema.parse(await said(...order, '--raw', '-o', 'whole.mp4'));
  const args = [program, ...order, '--raw', '--state', 'unfinished', '-o', 'again.mp4'];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'close');
  let news = '';
  await new Promise<void>((resolve) => {
    child.stderr.on('data', (text: Buffer) => {
      news += text.toString();
      if (/denoising step (?:[5-9]|1\d)\//.test(news)) resolve();
    });
    child.on('close', () => resolve());
  });
  child.kill('SIGKILL');
  await ended;
  expect(await readdir(folder)).not.toContain('again.mp4');
  const again = clipSchema.parse(await said(...args.slice(1)));
  expect(again.evaluations).toBeLessThan(whole.evaluations);
  expect(decodeAll(ffmpeg, again.out).equals(decodeAll(ffmpeg, whole.out))).toBe(true);
  expect(await readdir(folder)).not.toContain('unfinished');
});
