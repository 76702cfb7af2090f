import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram, type BuiltProgram } from '../platform/testing/built-program.ts';
import { writeTinyPack, type TinyPack } from '../engine/testing/tiny-pack.ts';
import type { ProbedProvider } from '../engine/protocol.ts';
import { MemoryVfs } from '../files/testing/memory-vfs.ts';
import { silentLogger } from '../log/logger.ts';
import { driverIdentity } from './driver-identity.ts';
import { createEngineHost } from './engine-host.ts';
import { createProbeMemory, type ProbeMemory } from './probe-memory.ts';

const never = new AbortController().signal;
const cpu: ProbedProvider = { name: 'cpu', works: true, gflops: 50 };
const path = '/cache/kinoloom/providers.json';

describe('the memory of providers', () => {
  it('keeps what was found from one start to the next, until the machine changes or it is forgotten', async () => {
    const vfs = new MemoryVfs();
    let identity = 'driver 1';
    const memory = (): ProbeMemory => createProbeMemory(vfs, path, () => Promise.resolve(identity));
    expect(await memory().recall()).toBeUndefined();
    await memory().keep([cpu]);
    expect(await memory().recall()).toEqual([cpu]);
    identity = 'driver 2';
    expect(await memory().recall()).toBeUndefined();
    identity = 'driver 1';
    await memory().forget();
    expect(await memory().recall()).toBeUndefined();
    await memory().forget();
  });

  it('is empty where its file is damaged, and no start fails where it can’t be written', async () => {
    const vfs = new MemoryVfs();
    const memory = createProbeMemory(vfs, path, () => Promise.resolve('x'));
    await memory.keep([cpu]);
    const file = await vfs.open(path, 'update');
    await file.truncate(10);
    await file.close();
    expect(await memory.recall()).toBeUndefined();
    const full = new MemoryVfs([], ({ kind }) => (kind === 'write' ? 'ENOSPC' : undefined));
    const unwritable = createProbeMemory(full, path, () => Promise.resolve('x'));
    await unwritable.keep([cpu]);
    expect(await unwritable.recall()).toBeUndefined();
  });

  it('names the same machine the same', async () => {
    expect(await driverIdentity()).toMatch(/^[0-9a-f]{64}$/);
    expect(await driverIdentity()).toBe(await driverIdentity());
  });
});

describe('what automatic means', () => {
  let engine: BuiltProgram;
  let pack: TinyPack;
  beforeAll(async () => {
    [engine, pack] = await Promise.all([buildProgram('engine'), writeTinyPack()]);
  });
  afterAll(() => Promise.all([engine.remove(), pack.remove()]));

  /** A memory as the host uses it, and what it was told. */
  function remembering(providers: readonly ProbedProvider[] | undefined) {
    const told: string[] = [];
    let known = providers === undefined ? undefined : [...providers];
    const memory: ProbeMemory = {
      recall: () => Promise.resolve(known),
      keep(found) {
        told.push(`keep ${found.map(({ name }) => name).join(' ')}`);
        known = [...found];
        return Promise.resolve();
      },
      forget() {
        told.push('forget');
        known = undefined;
        return Promise.resolve();
      },
    };
    const host = createEngineHost({
      nodePath: process.execPath,
      enginePath: engine.path,
      log: silentLogger,
      memory,
    });
    return { host, told };
  }

  it('is taken from memory without trying any provider', async () => {
    const { host, told } = remembering([cpu]);
    const load = host.load({ packFolder: pack.folder, backend: 'auto', threads: 1 }, never);
    expect((await load).provider).toBe('cpu');
    expect(told).toEqual([]);
    await host.dispose();
  });

  it(
    'is found out anew where what was remembered fails, and when it is asked what works',
    { timeout: 60_000 },
    async () => {
      // No build of this platform has it.
      const absent = process.platform === 'win32' ? 'coreml' : 'dml';
      const { host, told } = remembering([{ name: absent, works: true, gflops: 1e6 }, cpu]);
      const loaded = await host.load({ packFolder: pack.folder, backend: 'auto', threads: 1 }, never);
      expect(loaded.provider).not.toBe(absent);
      expect(told).toEqual(['forget', expect.stringMatching(/^keep .*cpu$/)]);
      await host.probe(never);
      expect(told).toHaveLength(3);
      await host.dispose();
    },
  );
});
