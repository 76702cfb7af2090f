import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { composeCore } from '../compose.ts';
import { writeTinyPack, type TinyPack } from '../engine/testing/tiny-pack.ts';
import { silentLogger } from '../log/logger.ts';
import { main } from './main.ts';

let home = '';
let pack: TinyPack;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kinoloom-pack-commands-'));
  pack = await writeTinyPack({
    files: (files) => void (files['LICENSE.txt'] = 'Be kind.\u001B[2J'),
    manifest: (manifest) => void (manifest['licenceText'] = { file: 'LICENSE.txt', mustAccept: true }),
  });
});
afterEach(async () => {
  await pack.remove();
  await rm(home, { recursive: true, force: true });
});

async function kinoloom(...argv: string[]) {
  const said = { stdout: '', stderr: '' };
  const io = {
    stdout: (text: string) => void (said.stdout += text),
    stderr: (text: string) => void (said.stderr += text),
    terminal: false,
    columns: 80,
    signal: new AbortController().signal,
    nowMs: () => 0,
  };
  const places = {
    programs: home,
    models: join(home, 'embedded'),
    ownPacks: join(home, 'packs'),
    engine: join(home, 'no-engine.cjs'),
    node: process.execPath,
    page: home,
    root: home,
  };
  const code = await main([...argv, '--json'], io, '1.2.3', () =>
    Promise.resolve(composeCore({ places, log: silentLogger })),
  );
  return { code, json: JSON.parse(said.stdout) as unknown, stderr: said.stderr };
}

it('installs, lists, verifies and removes a pack, its licence accepted', async () => {
  const refused = await kinoloom('packs', 'install', pack.folder);
  expect(refused).toMatchObject({ code: 3, json: { error: { code: 'pack.licence' } } });
  expect(refused.stderr).toContain('Be kind.');
  expect(refused.stderr).not.toContain('\u001B');
  expect(await readdir(home)).toEqual([]);

  const installed = await kinoloom('packs', 'install', pack.folder, '--accept-licence');
  expect(installed).toMatchObject({
    code: 0,
    json: {
      installed: { id: 'tiny', wasPresent: false },
      plan: { memory: { needed: expect.any(Number), enough: true } },
    },
  });
  expect(installed.stderr).toMatch(/100 %/);
  expect(await kinoloom('packs', 'list')).toMatchObject({
    code: 0,
    json: {
      packs: [{ id: 'tiny', origin: 'installed', memoryBytes: expect.any(Number) }],
      unfinished: [],
      broken: [],
    },
  });
  expect(await kinoloom('packs', 'verify')).toMatchObject({ json: { packs: [{ verified: true }] } });
  expect(await kinoloom('packs', 'remove', 'tiny')).toMatchObject({ code: 0 });
  expect(await readdir(join(home, 'packs'))).toEqual([]);
  expect(await kinoloom('packs', 'remove', 'tiny')).toMatchObject({ code: 3 });
});

it('says what is missing or too much', async () => {
  for (const argv of [
    ['install'],
    ['remove'],
    ['list', 'tiny'],
    ['remove', 'tiny', '--accept-licence'],
    ['list', '--accept-licence'],
  ]) {
    expect(await kinoloom('packs', ...argv)).toMatchObject({ code: 2, json: { error: { code: 'usage' } } });
  }
  expect(await kinoloom('packs', 'install', join(home, 'nowhere'))).toMatchObject({
    code: 3,
    json: { error: { code: 'pack.missing' } },
  });
  await writeFile(join(home, 'model_index.json'), '{}');
  expect(await kinoloom('packs', 'install', home)).toMatchObject({
    code: 3,
    json: { error: { code: 'pack.missing', message: expect.stringMatching(/pipeline of diffusers/) } },
  });
  expect(await kinoloom('packs', 'install', 'http://example.org/pack')).toMatchObject({
    code: 3,
    json: { error: { code: 'pack.download', message: expect.stringMatching(/https only/) } },
  });
  expect(await kinoloom('packs', 'export-help')).toMatchObject({
    code: 0,
    json: { families: expect.arrayContaining(['animatic', 'wan']) },
  });
});

it('refuses a shot that can’t fit, before the engine is started, and says what would', async () => {
  await pack.remove();
  pack = await writeTinyPack({
    // For each frame ten terabytes: more than any machine has.
    manifest: (manifest) => void (manifest['cost'] = { weightsBytes: 1, flopsPerWindow: 1, peakBytes: 1e14 }),
  });
  expect(await kinoloom('packs', 'install', pack.folder)).toMatchObject({ code: 0 });
  const shot = ['generate', '--prompt', 'a red ball', '--pack', 'tiny', '-o', join(home, 'out.mp4')];
  expect(await kinoloom(...shot)).toMatchObject({
    code: 5,
    json: {
      error: {
        code: 'engine.memory',
        message: expect.stringMatching(/^This shot needs about \d+\.\d GB of memory; this computer has/),
        hint: expect.stringMatching(/install a smaller model/),
      },
    },
  });
  expect(await readdir(home)).toEqual(['packs']);
});
