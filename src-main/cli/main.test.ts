import { execFile } from 'node:child_process';
import {
  appendFile,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { errorDataSchema } from '../../src-shared/errors/app-error.ts';
import { composeCore } from '../compose.ts';
import type { Core } from '../compose.ts';
import { writeTinyPack } from '../engine/testing/tiny-pack.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { MemoryVfs } from '../files/testing/memory-vfs.ts';
import { silentLogger } from '../log/logger.ts';
import { resolveFfmpeg } from '../media/resolve-ffmpeg.ts';
import { createPackFolders } from '../pack-store/pack-folders.ts';
import { crc32 } from '../projects/journal-format.ts';
import { main } from './main.ts';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-cli-'));
  await mkdir(join(folder, 'out'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function openCore(changes: Partial<Core> = {}): () => Promise<Core> {
  return async () => ({
    ...composeCore({
      // Nothing here gets as far as starting the engine, so there is none.
      places: {
        programs: join(folder, 'out', 'main'),
        models: join(root, 'models'),
        engine: join(folder, 'no-engine.cjs'),
        node: process.execPath,
        page: folder,
        root,
      },
      log: silentLogger,
    }),
    ...changes,
  });
}

interface Ending {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function kinoloom(
  argv: readonly string[],
  changes: Partial<Core> = {},
  signal?: AbortSignal,
): Promise<Ending> {
  const said = { stdout: '', stderr: '' };
  const io = {
    stdout: (text: string) => void (said.stdout += text),
    stderr: (text: string) => void (said.stderr += text),
    terminal: false,
    columns: 80,
    signal: signal ?? new AbortController().signal,
    nowMs: () => 0,
  };
  const code = await main(argv, io, '1.2.3', openCore(changes));
  return { code, ...said };
}

const failureSchema = z.object({ error: errorDataSchema });

/** Runs it and holds it to the promises every failure makes; answers exit code and error code. */
async function failure(
  argv: readonly string[],
  changes: Partial<Core> = {},
  signal?: AbortSignal,
): Promise<string> {
  const { code, stdout, stderr } = await kinoloom([...argv, '--json'], changes, signal);
  expect(stdout.trim().split('\n'), 'one JSON object').toHaveLength(1);
  const { error } = failureSchema.parse(JSON.parse(stdout));
  expect(error.message, 'one sentence').toMatch(/^[^\n]{5,200}[.?]$/);
  expect(stderr, 'no stack trace').not.toMatch(/\n\s+at /);
  expect(await readdir(join(folder, 'out')), 'no partial output').toEqual([]);
  return `${code} ${error.code}`;
}

const out = (): string => join(folder, 'out', 'clip.mp4');
const generate = (...more: string[]): string[] => ['generate', '--prompt', 'a fox', '-o', out(), ...more];

test('help and version are answered without anything else', async () => {
  expect(await kinoloom(['--help'])).toMatchObject({ code: 0, stderr: '' });
  expect((await kinoloom(['--version'])).stdout).toBe('kinoloom 1.2.3\n');
});

test('wrong usage ends with 2', async () => {
  expect(await failure([])).toBe('2 usage');
  expect(await failure(['generate', '-o', out()])).toBe('2 usage');
  expect(await failure(['generate', '--prompt', 'a fox'])).toBe('2 usage');
  expect(await failure(['extend', 'a.mp4', '--seconds', '2', '-o', out()])).toBe('2 usage');
  expect(await failure(['extend', 'a.mp4', '--direction', 'up', '--seconds', '2', '-o', out()])).toBe(
    '2 usage',
  );
  expect(await failure(['extend', 'a.mp4', '--direction', 'forward', '-o', out()])).toBe('2 usage');
  expect(await failure(['project', 'burn', 'a.kinoloom'])).toBe('2 usage');
  expect(await failure(['packs', 'eat'])).toBe('2 usage');
});

test('every bad value ends with 3 and its own code', async () => {
  expect(await failure(['generate', '--prompt', ' ', '-o', out()])).toBe('3 input.prompt');
  expect(await failure(['generate', '--prompt', 'a'.repeat(10_000), '-o', out()])).toBe('3 input.prompt');
  for (const seconds of ['0', '-1', '1e9', 'NaN', 'Infinity', '', 'two', '0x10', '61']) {
    expect(await failure(generate('--seconds', seconds)), seconds).toBe('3 input.seconds');
  }
  expect(await failure(generate('--aspect', '16x9'))).toBe('3 input.aspect');
  for (const size of ['15x7', '1280', '0x0', '99999x99999', '641x360']) {
    expect(await failure(generate('--size', size)), size).toBe('3 input.size');
  }
  expect(await failure(generate('--fps', '0'))).toBe('3 input.rate');
  expect(await failure(generate('--steps', '1.5'))).toBe('3 input.option');
  expect(await failure(generate('--guidance', '-3'))).toBe('3 input.option');
  expect(await failure(generate('--cache', 'maybe'))).toBe('3 input.option');
  expect(await failure(generate('--seed', '-1'))).toBe('3 input.option');
  expect(await failure(generate('--backend', 'abacus'))).toBe('3 input.option');
  expect(await failure(generate('--pack', '../../etc'))).toBe('3 pack.missing');
});

test('an output that can not be is refused before any work', async () => {
  const prompt = ['generate', '--prompt', 'a fox', '-o'];
  expect(await failure([...prompt, join(folder, 'out', 'clip.txt')])).toBe('3 output.format');
  expect(await failure([...prompt, join(folder, 'out', 'clip')])).toBe('3 output.format');
  expect(await failure([...prompt, join(folder, 'nowhere', 'clip.mp4')])).toBe('3 output.unwritable');
  await mkdir(join(folder, 'folder.mp4'));
  expect(await failure([...prompt, join(folder, 'folder.mp4')])).toBe('3 output.unwritable');
  expect(await failure([...prompt, join(folder, 'new.mp4/')])).toBe('3 output.unwritable');
  const readOnly = new MemoryVfs(['/films'], () => 'EROFS');
  expect(await failure([...prompt, '/films/clip.mp4'], { vfs: readOnly })).toBe('3 output.unwritable');
  const full = new MemoryVfs(['/films'], () => 'ENOSPC');
  expect(await failure([...prompt, '/films/clip.mp4'], { vfs: full })).toBe('5 disk.full');
});

/** A PNG that claims to be huge and holds almost nothing. */
function hugePng(edge: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length, 0);
    body.copy(framed, 4);
    framed.writeUInt32BE(crc32(body), body.length + 4);
    return framed;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(edge, 0);
  header.writeUInt32BE(edge, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

test('a file that is not what it should be is refused in one sentence', async () => {
  const at = (name: string): string => join(folder, name);
  const { path } = await resolveFfmpeg({ root });
  await run(path, ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=s=64x36:d=1', at('good.mp4')]);
  await run(path, [
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=640x360',
    '-frames:v',
    '1',
    at('cut.png'),
  ]);
  await truncate(at('cut.png'), 3000);
  await writeFile(at('huge.png'), hugePng(30_000));
  await writeFile(at('text.mp4'), 'this is no film\n'.repeat(100));
  await writeFile(at('empty.mp4'), '');
  await cp(at('good.mp4'), at('cut.mp4'));
  await truncate(at('cut.mp4'), 1000);
  await run(path, ['-v', 'error', '-f', 'lavfi', '-i', 'sine=d=1', at('sound.mp4')]);

  const animate = (name: string): Promise<string> =>
    failure(['animate', at(name), '--prompt', 'a fox', '-o', out()]);
  const extend = (name: string): Promise<string> =>
    failure(['extend', at(name), '--direction', 'forward', '--seconds', '1', '-o', out()]);
  expect(await animate('cut.png')).toBe('3 input.file.unreadable');
  expect(await animate('huge.png')).toBe('3 input.file.tooLarge');
  expect(await animate('missing.png')).toBe('3 input.file.missing');
  expect(await animate('out')).toBe('3 input.file.unreadable');
  expect(await animate('good.mp4')).toBe('3 input.file.format');
  expect(await extend('text.mp4')).toMatch(/^3 input\.file\./);
  expect(await extend('empty.mp4')).toMatch(/^3 input\.file\./);
  expect(await extend('cut.mp4')).toMatch(/^3 input\.file\./);
  expect(await extend('sound.mp4')).toMatch(/^3 input\.file\./);
  for (const name of ['frameless.mp4', 'frameless.mkv']) {
    await run(path, ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=s=64x36', '-frames:v', '0', at(name)]);
    expect(await extend(name), name).toMatch(/^3 input\.file\./);
  }
});

test('a device, which never ends, is not read', async () => {
  // Where there is no such device it is a file that is missing.
  expect(await failure(['animate', '/dev/zero', '--prompt', 'a fox', '-o', out()])).toMatch(
    /^3 input\.file\./,
  );
});

test('what a shot is made from is not written over, under whatever name', async () => {
  const source = join(folder, 'precious.mp4');
  await writeFile(source, 'a film');
  await symlink(source, join(folder, 'other-name.mp4'));
  for (const name of ['precious.mp4', 'other-name.mp4']) {
    const argv = ['extend', source, '--direction', 'forward', '--seconds', '1', '-o', join(folder, name)];
    expect(await failure(argv), name).toBe('3 output.unwritable');
  }
  const picture = join(folder, 'shot-0001.png');
  await writeFile(picture, 'a picture');
  const sequence = ['animate', picture, '--prompt', 'a fox', '-o', join(folder, 'shot.png')];
  expect(await failure(sequence)).toBe('3 output.unwritable');
  expect(await readFile(source, 'utf8')).toBe('a film');
});

test('every operation refuses what it can not do, each in one sentence', async () => {
  const at = (name: string): string => join(folder, name);
  const { path } = await resolveFfmpeg({ root });
  await run(path, ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'testsrc=s=64x36:r=24:d=1', at('one.mp4')]);
  await run(path, [
    '-v',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    'testsrc=s=64x36',
    '-frames:v',
    '1',
    at('one.png'),
  ]);
  const to = ['-o', out()];
  const [clip, image] = [at('one.mp4'), at('one.png')];
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['2 usage', ['loop', '--seconds', '2', ...to]],
    ['3 input.seconds', ['loop', clip, '--seconds', '61', ...to]],
    ['3 input.file.format', ['loop', image, '--seconds', '1', ...to]],
    ['2 usage', ['bridge', clip, '--seconds', '1', ...to]],
    ['2 usage', ['bridge', clip, clip, ...to]],
    ['3 input.seconds', ['bridge', clip, clip, '--seconds', '0', ...to]],
    ['3 input.seconds', ['bridge', clip, clip, '--seconds', '60.5', ...to]],
    ['3 input.clip.tooShort', ['bridge', clip, clip, '--seconds', '60', '--join', ...to]],
    ['3 input.file.missing', ['bridge', clip, at('none.mp4'), '--seconds', '1', ...to]],
    ['2 usage', ['fill', clip, '--from', '0', ...to]],
    ['3 input.seconds', ['fill', clip, '--from', '0.2', '--to', '1.5', ...to]],
    ['3 input.seconds', ['fill', clip, '--from', '0.8', '--to', '0.2', ...to]],
    ['3 input.clip.tooShort', ['fill', clip, '--from', '0', '--to', '1', ...to]],
    ['3 input.file.format', ['animate', image, '--last', clip, '--prompt', 'a fox', ...to]],
    ['2 usage', generate('--key', image)],
    ['3 input.seconds', generate('--key', `${image}@soon`)],
    ['3 input.seconds', generate('--key', `${image}@3`)],
    ['3 input.seconds', generate('--key', `${image}@1`, '--key', `${image}@1.01`)],
    ['3 input.option', generate('--key', `${clip}#99@1`)],
    ['2 usage', ['restyle', clip, '--prompt', 'a fox', ...to]],
    ['2 usage', ['restyle', clip, '--strength', '0.5', ...to]],
    ['3 input.option', ['restyle', clip, '--prompt', 'a fox', '--strength', '1.5', ...to]],
    ['2 usage', ['smooth', clip, ...to]],
    ['3 input.rate', ['smooth', clip, '--fps', '17', ...to]],
    ['3 input.rate', ['smooth', clip, '--fps', '24', ...to]],
    ['3 input.file.format', ['smooth', image, '--fps', '48', ...to]],
    ['3 input.option', generate('--takes', '0')],
    ['3 input.option', generate('--takes', '17')],
    ['3 input.option', generate('--fit', 'stretch')],
    ['2 usage', ['measure', 'weight', clip]],
    ['2 usage', ['measure', 'seam', clip]],
    ['3 input.option', ['measure', 'seam', clip, '--at', '0']],
    ['3 input.option', ['measure', 'seam', clip, '--at', '24']],
    ['3 input.file.format', ['measure', 'loop', image]],
    ['3 input.file.missing', ['measure', 'drift', at('none.mp4')]],
    ['3 input.file.missing', ['storyboard', at('none.json'), '-o', at('Story')]],
    ['3 input.file.format', ['storyboard', clip, '-o', at('Story')]],
    ['3 input.option', ['storyboard', clip, '--fit', 'stretch', '-o', at('Story')]],
  ];
  for (const [ending, argv] of cases) expect(await failure(argv), argv.slice(0, 6).join(' ')).toBe(ending);
});

test('any video is measured: a cut shows, a continuous shot does not', async () => {
  const at = (name: string): string => join(folder, name);
  const { path } = await resolveFfmpeg({ root });
  const graph =
    'mandelbrot=s=320x180:r=24:start_scale=1:end_scale=0.3[a];testsrc2=s=320x180:r=24[b];[a]trim=duration=1[c];[b]trim=duration=1[d];[c][d]concat=n=2';
  await run(path, ['-v', 'error', '-y', '-f', 'lavfi', '-i', graph, at('cut.mkv')]);
  const measured = async (...argv: string[]): Promise<unknown> => {
    const { code, stdout } = await kinoloom(['measure', ...argv, '--json']);
    expect(code).toBe(0);
    return JSON.parse(stdout);
  };
  expect(await measured('seam', at('cut.mkv'), '--at', '24')).toMatchObject({
    frames: 48,
    faults: expect.arrayContaining(['jump', 'colour', 'structure']),
  });
  const inside = z.object({ faults: z.array(z.string()) });
  expect(inside.parse(await measured('seam', at('cut.mkv'), '--at', '36')).faults).not.toContain('jump');
  expect(await measured('loop', at('cut.mkv'))).toMatchObject({
    loop: { isStill: false },
    faults: expect.arrayContaining(['jump']),
  });
  expect(await measured('drift', at('cut.mkv'))).toMatchObject({
    drift: { colour: expect.any(Number) },
    ends: { colour: expect.any(Number), sharpness: expect.any(Number) },
  });
});

const projectSchema = z.object({ project: z.looseObject({ name: z.string(), folder: z.string() }) });

test('a project is made, told about and checked', async () => {
  const path = join(folder, 'Sea');
  const made = projectSchema.parse(JSON.parse((await kinoloom(['project', 'new', path, '--json'])).stdout));
  expect(made.project).toMatchObject({ name: 'Sea', folder: `${path}.kinoloom` });
  const info = await kinoloom(['project', 'info', `${path}.kinoloom`, '--json']);
  expect(projectSchema.parse(JSON.parse(info.stdout)).project).toMatchObject({
    clips: 0,
    rate: '24',
    width: 1280,
  });
  expect(await kinoloom(['project', 'check', `${path}.kinoloom`])).toMatchObject({
    code: 0,
    stdout: 'The project is sound.\n',
  });
  expect(await failure(['project', 'new', path])).toBe('3 output.unwritable');
});

test('a project that is damaged, newer or none at all is refused and left as it is', async () => {
  const path = join(folder, 'Land.kinoloom');
  await kinoloom(['project', 'new', path]);
  const file = join(path, 'project.json');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.slice(0, text.length / 2));
  expect(await failure(['project', 'info', path])).toBe('3 project.unreadable');
  expect(await failure(['export', path, '-o', out()])).toBe('3 project.unreadable');
  const newer = text.replace(/"formatVersion": \d+/, '"formatVersion": 99');
  await writeFile(file, newer);
  expect(await failure(['project', 'check', path])).toBe('3 project.newer');
  expect(await readFile(file, 'utf8')).toBe(newer);
  expect(await failure(['project', 'info', join(folder, 'Nowhere.kinoloom')])).toBe('3 input.file.missing');
  expect(await failure(['project', 'info', join(folder, 'out')])).toBe('3 project.unreadable');
});

test('packs that are damaged are named and end with 3', async () => {
  const models = join(folder, 'models');
  await mkdir(join(models, 'broken'), { recursive: true });
  await writeFile(join(models, 'broken', 'pack.json'), '{"format":"kinoloom-pack","formatVersion":99}');
  const core = await openCore()();
  const places = { ...core.places, models };
  const changes = { places, packFolders: createPackFolders(nodeVfs, places) };
  expect((await kinoloom(['packs', 'verify'], changes)).code).toBe(3);
  const listed = await kinoloom(['packs', 'list', '--json'], changes);
  expect(listed.code).toBe(0);
  expect(JSON.parse(listed.stdout)).toMatchObject({ packs: [], broken: [{ code: 'pack.version' }] });
});

test('a pack with a file that is not the one it names ends with 3, and the file is not used', async () => {
  const tiny = await writeTinyPack();
  try {
    const models = join(folder, 'changed');
    await cp(tiny.folder, join(models, 'tiny'), { recursive: true });
    await appendFile(join(models, 'tiny', 'denoiser.onnx'), 'x');
    const core = await openCore()();
    const packFolders = createPackFolders(nodeVfs, { ...core.places, models });
    const verified = await kinoloom(['packs', 'verify', '--json'], { packFolders });
    expect(verified.code).toBe(3);
    expect(verified.stdout).toContain('pack.hash');
    expect(verified.stdout).not.toContain('"verified":true');
  } finally {
    await tiny.remove();
  }
});

test('what was cancelled ends with 130', async () => {
  expect(await failure(generate(), {}, AbortSignal.abort())).toBe('130 cancelled');
});
