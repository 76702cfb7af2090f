import { cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { composeCore } from '../compose.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { ingestFile } from '../library/ingest-file.ts';
import { silentLogger } from '../log/logger.ts';
import { resolveFfmpeg } from '../media/resolve-ffmpeg.ts';
import { runForFixture } from '../media/testing/numbered-clip.ts';
import { processStart } from '../platform/process-start.ts';
import { createProjectFolder, openSession } from '../projects/session.ts';
import { sampleProject, timelineWith } from '../projects/testing/samples.ts';
import { main } from './main.ts';

const root = resolve(import.meta.dirname, '../..');
let folder = '';
let project = '';

async function kinoloom(...words: string[]) {
  const said = { stdout: '', stderr: '' };
  const io = {
    stdout: (text: string) => void (said.stdout += text),
    stderr: (text: string) => void (said.stderr += text),
    terminal: false,
    columns: 80,
    signal: new AbortController().signal,
    nowMs: () => performance.now(),
  };
  const places = {
    programs: join(folder, 'out', 'main'),
    models: join(root, 'models'),
    engine: join(folder, 'no-engine.cjs'),
    node: process.execPath,
    page: folder,
    root,
  };
  const core = composeCore({ places, log: silentLogger });
  const code = await main(['project', ...words, '--json'], io, '1.2.3', async () => core);
  return { code, answer: z.looseObject({}).parse(JSON.parse(said.stdout)) };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-project-commands-'));
  project = join(folder, 'Sea.kinoloom');
  await createProjectFolder(nodeVfs, project, sampleProject());
  const tone = join(folder, 'tone.wav');
  const tool = await resolveFfmpeg();
  runForFixture(tool.path, ['-f', 'lavfi', '-i', 'sine=d=1', tone]);
  const signal = new AbortController().signal;
  const media = await ingestFile(tool, tone, project, { origin: 'imported' }, signal);
  const session = await openSession(project, { vfs: nodeVfs, processStart });
  await session.addMedia([media]);
  await session.commitTimeline('Place', timelineWith(session.document, 1));
  await session.save();
  await session.commitTimeline('Place', timelineWith(session.document, 3));
  await session.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a project is bundled, unbundled, and is whole', async () => {
  const bundle = join(folder, 'Sea.kinoloomz');
  expect(await kinoloom('bundle', project, '-o', bundle)).toMatchObject({
    code: 0,
    answer: { bundle: { file: bundle, files: 2, media: 'all' } },
  });
  const copy = join(folder, 'Copy.kinoloom');
  expect((await kinoloom('unbundle', bundle, '-o', copy)).code).toBe(0);
  expect(await kinoloom('check', copy)).toMatchObject({ code: 0, answer: { problems: [] } });
  expect(await kinoloom('info', copy)).toMatchObject({ answer: { project: { name: 'Copy', clips: 3 } } });
  expect(await kinoloom('unbundle', bundle, '-o', copy)).toMatchObject({
    code: 3,
    answer: { error: { code: 'output.unwritable' } },
  });
  const small = join(folder, 'small.kinoloomz');
  expect((await kinoloom('bundle', project, '--used', '-o', small)).answer).toMatchObject({
    bundle: { files: 1 },
  });
});

test('earlier states are listed and restored', async () => {
  const copy = join(folder, 'Versions.kinoloom');
  await cp(project, copy, { recursive: true });
  const { answer } = await kinoloom('versions', copy);
  const { versions } = z.object({ versions: z.array(z.object({ id: z.string() })) }).parse(answer);
  expect(versions).toHaveLength(2);
  expect((await kinoloom('restore', copy, versions[0]?.id ?? '')).code).toBe(0);
  expect((await kinoloom('info', copy)).answer).toMatchObject({ project: { clips: 1 } });
  expect((await kinoloom('versions', copy)).answer).toMatchObject({ versions: { length: 4 } });
  expect((await kinoloom('restore', copy)).answer).toMatchObject({ error: { code: 'usage' } });
  expect((await kinoloom('restore', copy, 'yesterday')).answer).toMatchObject({
    error: { code: 'input.option' },
  });
});

test('missing media are found again in a folder', async () => {
  const copy = join(folder, 'Relink.kinoloom');
  await cp(project, copy, { recursive: true });
  const attic = join(folder, 'attic');
  await mkdir(attic);
  const [name = ''] = await readdir(join(copy, 'media'));
  await rename(join(copy, 'media', name), join(attic, 'somewhere.bin'));
  expect((await kinoloom('check', copy)).code).toBe(3);
  expect(await kinoloom('relink', copy, join(copy, 'cache'))).toMatchObject({
    code: 3,
    answer: { relinked: [], missing: [expect.any(String)] },
  });
  expect(await kinoloom('relink', copy, attic)).toMatchObject({
    code: 0,
    answer: { relinked: [{ by: 'hash' }], missing: [] },
  });
  expect((await kinoloom('check', copy)).code).toBe(0);
});

test('a project that is open elsewhere is not written', async () => {
  const session = await openSession(project, { vfs: nodeVfs, processStart });
  expect(await kinoloom('restore', project, 'any')).toMatchObject({
    code: 3,
    answer: { error: { code: 'project.locked', message: expect.stringContaining(`process ${process.pid}`) } },
  });
  await session.close();
});
