import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { root } from '../scripts/run/paths.mjs';
import { errorDataSchema } from '../src-shared/errors/app-error.ts';
import { recipeSchema, seamMeasureSchema } from '../src-shared/generation/recipe.ts';
import { clipIdSchema, projectIdSchema } from '../src-shared/lib/ids.ts';
import { emptyProject } from '../src-shared/project/empty.ts';
import { frames } from '../src-shared/time/rate.ts';
import { nodeVfs } from '../src-main/files/node-vfs.ts';
import { ingestFile } from '../src-main/library/ingest-file.ts';
import { probeMedia } from '../src-main/media/probe.ts';
import { resolveFfmpeg } from '../src-main/media/resolve-ffmpeg.ts';
import { processStart } from '../src-main/platform/process-start.ts';
import { createProjectFolder, openSession } from '../src-main/projects/session.ts';
import { runCommand } from './support/command.ts';
import type { CommandResult } from './support/command.ts';
import { processTree, stillRunning } from './support/processes.ts';

const program = join(root, 'out', 'main', 'cli.cjs');
const never = new AbortController().signal;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-command-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function kinoloom(...args: readonly string[]): Promise<CommandResult> {
  return runCommand(process.execPath, [program, ...args], { cwd: folder });
}

const clipSchema = z.object({
  out: z.string(),
  seed: z.string(),
  frames: z.number(),
  width: z.number(),
  height: z.number(),
  rate: z.string(),
  duration: z.number(),
  seconds: z.record(z.string(), z.number()),
  steps: z.number(),
  evaluations: z.number(),
  peakBytes: z.number(),
  seams: z.array(seamMeasureSchema),
  recipe: recipeSchema,
});

async function made(...args: readonly string[]): Promise<z.infer<typeof clipSchema>> {
  const { code, stdout, stderr } = await kinoloom(...args, '--backend', 'cpu', '--json');
  expect(code, stderr).toBe(0);
  expect(stdout.trim().split('\n')).toHaveLength(1);
  return clipSchema.parse(JSON.parse(stdout));
}

test('a prompt in any script becomes a clip, the clip goes on, a picture begins another', async () => {
  const clip = await made(
    'generate',
    '--prompt',
    '🎈 בלון אדום a red balloon rises',
    '--seconds',
    '2',
    '-o',
    'one.mp4',
  );
  expect(clip).toMatchObject({ frames: 48, width: 1280, height: 720, rate: '24', duration: 2, seams: [] });
  expect(clip.steps).toBe(clip.recipe.steps);
  expect(clip.evaluations).toBeGreaterThanOrEqual(clip.steps);
  expect(clip.peakBytes).toBeGreaterThan(50_000_000);
  expect(clip.seconds.denoising).toBeGreaterThan(0);
  expect(await probeMedia(join(folder, 'one.mp4'))).toMatchObject({ frames: 48, rate: { num: 24, den: 1 } });

  const longer = await made('extend', 'one.mp4', '--direction', 'forward', '--seconds', '1', '-o', 'two.mp4');
  expect(longer.frames).toBe(72);
  expect(longer.recipe.generatedRanges).toEqual([[48, 24]]);
  expect(longer.seams.map(({ frame }) => frame)).toEqual([48]);

  await made('generate', '--prompt', 'a red balloon', '--seconds', '0.5', '--raw', '-o', 'raw.png');
  const pictures = (await readdir(folder)).filter((name) => name.startsWith('raw-'));
  expect(pictures).toEqual(['raw-0001.png', 'raw-0002.png', 'raw-0003.png', 'raw-0004.png']);
  const moving = await made(
    'animate',
    'raw-0001.png',
    '--prompt',
    'a red balloon',
    '--seconds',
    '1',
    '-o',
    'three.mov',
  );
  expect(moving.frames).toBe(24);
  expect(moving.recipe.operation).toBe('animate');
});

test('without a terminal progress is lines on stderr, and the result alone is on stdout', async () => {
  const short = ['--seconds', '0.5', '--steps', '3', '--backend', 'cpu'];
  const { code, stdout, stderr } = await kinoloom(
    'generate',
    '--prompt',
    'a boat',
    ...short,
    '-o',
    'quiet.mp4',
  );
  expect(code).toBe(0);
  expect(stdout.split('\n')[0]).toBe(join(folder, 'quiet.mp4'));
  expect(stderr).toMatch(/denoising step 3\/3/);
  expect(stderr).not.toContain('\u001B');
});

test('a project is delivered from the command line', async () => {
  const path = join(folder, 'Film.kinoloom');
  const tool = await resolveFfmpeg();
  const source = join(folder, 'source.mp4');
  const drawn = await runCommand(tool.path, [
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    'testsrc=s=64x36:r=24:d=2',
    source,
  ]);
  expect(drawn.code, drawn.stderr).toBe(0);
  const document = emptyProject({ id: projectIdSchema.parse('p-film'), name: 'Film' });
  await createProjectFolder(nodeVfs, path, document);
  const session = await openSession(path, { vfs: nodeVfs, processStart });
  const media = await ingestFile(tool, source, path, { origin: 'imported' }, never);
  await session.addMedia([media]);
  const [video, ...rest] = session.document.timeline.tracks;
  if (video === undefined) throw new Error('An empty project has a track.');
  const clip = {
    id: clipIdSchema.parse('clip-one'),
    name: 'Source',
    source: { kind: 'media' as const, mediaId: media.id },
    start: frames(12),
    length: frames(24),
    sourceIn: frames(6),
  };
  await session.commitTimeline('Place', { tracks: [{ ...video, clips: [clip] }, ...rest] });
  await session.close();

  const { code, stdout, stderr } = await kinoloom('export', path, '-o', 'film.mp4', '--json');
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ frames: 36, rate: '24' });
  expect(await probeMedia(join(folder, 'film.mp4'))).toMatchObject({ frames: 36, width: 1280, height: 720 });

  const part = await kinoloom('export', path, '-o', 'part.mp4', '--range', '10-00:00:01:00', '--json');
  expect(part.code, part.stderr).toBe(0);
  expect(JSON.parse(part.stdout)).toMatchObject({ from: 10, frames: 14, rate: '24' });
  expect(await probeMedia(join(folder, 'part.mp4'))).toMatchObject({ frames: 14 });
  expect((await kinoloom('export', path, '-o', 'part.mp4', '--range', '9-3')).code).toBe(2);
  expect((await kinoloom('export', path, '-o', 'part.mp4', '--range', 'marked')).code).toBe(3);
});

/** Starts a long generation and waits until it denoises. */
async function startLong(out: string) {
  await mkdir(join(folder, out));
  const args = ['generate', '--prompt', 'a boat', '--seconds', '60', '--backend', 'cpu', '--json'];
  const child = spawn(process.execPath, [program, ...args, '-o', join(folder, out, 'clip.mp4')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  let stdout = '';
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  await new Promise<void>((resolve, reject) => {
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => {
      stderr += text.toString();
      if (/denoising step/.test(stderr)) resolve();
    });
    child.on('close', () => reject(new Error(`It ended before it denoised: ${stderr}`)));
  });
  if (child.pid === undefined) throw new Error('It did not start.');
  return { child, ended, said: () => stdout, tree: await processTree(child.pid) };
}

test('Ctrl-C cancels: exit code 130, nothing written, nothing left running', async () => {
  const { child, ended, said, tree } = await startLong('cancelled');
  child.kill('SIGINT');
  await ended;
  expect(child.exitCode).toBe(130);
  expect(z.object({ error: errorDataSchema }).parse(JSON.parse(said())).error.code).toBe('cancelled');
  expect(await readdir(join(folder, 'cancelled'))).toEqual([]);
  expect(await stillRunning(tree, 5000)).toEqual([]);
});

test('killed outright it leaves no engine and no ffmpeg behind, and nothing under the final name', async () => {
  const { child, ended, tree } = await startLong('killed');
  expect(tree.length).toBeGreaterThan(1);
  child.kill('SIGKILL');
  await ended;
  expect(await stillRunning(tree, 5000)).toEqual([]);
  expect(await readdir(join(folder, 'killed'))).not.toContain('clip.mp4');
});

test('a disk that takes no more is told in one sentence, and no half file stays', async () => {
  await mkdir(join(folder, 'full'));
  const out = join(folder, 'full', 'clip.mp4');
  // A limit on the size of files stands for a disk that is full; unlike one it needs no rights to arrange.
  const command = `ulimit -f 100; exec "$0" "$@"`;
  const args = ['generate', '--prompt', 'a boat', '--seconds', '2', '--backend', 'cpu', '--json', '-o', out];
  const { code, stdout } = await runCommand('/bin/sh', ['-c', command, process.execPath, program, ...args]);
  expect(code).toBe(5);
  expect(z.object({ error: errorDataSchema }).parse(JSON.parse(stdout)).error.message).toMatch(/^[^\n]+\.$/);
  expect(await readdir(join(folder, 'full'))).toEqual([]);
});

const doctorSchema = z.object({
  node: z.object({ version: z.string() }),
  electron: z.object({ version: z.string() }),
  ffmpeg: z.object({ version: z.string(), filters: z.record(z.string(), z.boolean()) }),
  providers: z.array(z.object({ name: z.string(), works: z.boolean() })),
  packs: z
    .array(z.object({ id: z.string(), verified: z.literal(true), sha256: z.string().length(64) }))
    .min(1),
  machine: z.object({ memoryBytes: z.number(), freeDiskBytes: z.number().positive() }),
});

test('the doctor names everything it found, each part tried', async () => {
  const { code, stdout } = await kinoloom('doctor', '--json');
  expect(code).toBe(0);
  const found = doctorSchema.parse(JSON.parse(stdout));
  expect(found.providers).toContainEqual({ name: 'cpu', works: true });
  expect(found.node.version).toBe(process.versions.node);
});
