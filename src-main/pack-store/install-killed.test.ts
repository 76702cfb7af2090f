import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeTinyPack, type TinyPack } from '../engine/testing/tiny-pack.ts';
import { surveyPacks } from '../packs/list-packs.ts';
import { verifyPack } from '../packs/verify.ts';
import { buildProgram, type BuiltProgram } from '../platform/testing/built-program.ts';
import { servePack } from './testing/pack-server.ts';

const weightsBytes = 48 * 1024 * 1024;
let home = '';
let pack: TinyPack;
let program: BuiltProgram;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'kinoloom-killed-'));
  pack = await writeTinyPack({
    files: (files) => void (files['weights.bin'] = Buffer.alloc(weightsBytes, 7)),
  });
  program = await buildProgram('cli');
}, 240_000);
afterAll(async () => {
  await program.remove();
  await pack.remove();
  await rm(home, { recursive: true, force: true });
});

function install(packs: string, from: string) {
  const child = spawn(process.execPath, [program.path, 'packs', 'install', from, '--json'], {
    env: { PATH: process.env['PATH'], HOME: home, KINOLOOM_PACKS: packs },
    stdio: 'ignore',
  });
  const ended = new Promise<[number | null, string | null]>((resolve) => {
    child.on('close', (code, signal) => resolve([code, signal]));
  });
  return { child, ended };
}

/** Kills the installing program as soon as a part of the weights is on the disk under a hidden name. */
async function killInTheMiddle(packs: string, from: string): Promise<string | null> {
  const { child, ended } = install(packs, from);
  for (;;) {
    const names = await readdir(packs).catch(() => []);
    const stage = names.find((name) => name.startsWith('.copying-') || name.startsWith('.download-'));
    const begun = await stat(join(packs, stage ?? '.none', 'weights.bin')).catch(() => undefined);
    if (child.exitCode !== null || (begun?.size ?? 0) > 0) break;
    await turn();
  }
  child.kill('SIGKILL');
  return (await ended)[1];
}

it('a program killed while it copies leaves no pack, and the next install clears up', async () => {
  const packs = join(home, 'copied');
  // On a busy machine the program may be done before it is killed: then it is tried again.
  for (let isCut = false; !isCut;) {
    await rm(packs, { recursive: true, force: true });
    await killInTheMiddle(packs, pack.folder);
    isCut = (await readdir(packs)).some((name) => name.startsWith('.copying-'));
  }
  expect(await surveyPacks(packs)).toEqual({ packs: [], broken: [] });
  expect((await install(packs, pack.folder).ended)[0]).toBe(0);
  expect(await readdir(packs)).toEqual([expect.stringMatching(/^tiny-[0-9a-f]{12}$/)]);
  await verifyPack(join(packs, (await readdir(packs))[0] ?? ''));
}, 120_000);

it('a download that was killed goes on from the bytes it had', async () => {
  const packs = join(home, 'downloaded');
  const server = await servePack(pack.folder);
  try {
    server.answering = ({ name }, content, response) => {
      if (name !== 'weights.bin') return false;
      // Half of it, and then nothing more for ever: the program is killed while it waits.
      response.writeHead(200, { etag: server.etag, 'content-length': content.length });
      return response.write(content.subarray(0, weightsBytes >> 1)) !== undefined;
    };
    expect(await killInTheMiddle(packs, server.url)).toBe('SIGKILL');
    expect(await surveyPacks(packs)).toEqual({ packs: [], broken: [] });
    const stage = (await readdir(packs)).find((name) => name.startsWith('.download-')) ?? '';
    const { size } = await stat(join(packs, stage, 'weights.bin'));
    server.answering = () => false;
    server.asked.length = 0;
    expect((await install(packs, server.url).ended)[0]).toBe(0);
    expect(server.asked.map(({ name, range }) => [name, range])).toEqual([
      ['pack.json', undefined],
      ['weights.bin', `bytes=${size}-`],
    ]);
    expect(await readdir(packs)).toEqual([expect.stringMatching(/^tiny-[0-9a-f]{12}$/)]);
  } finally {
    await server.close();
  }
}, 120_000);
