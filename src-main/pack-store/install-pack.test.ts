import { createHash } from 'node:crypto';
import {
  cp,
  link,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeTinyPack, type PackChange } from '../engine/testing/tiny-pack.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { MemoryVfs } from '../files/testing/memory-vfs.ts';
import { verifyPack } from '../packs/verify.ts';
import { processStart } from '../platform/process-start.ts';
import { folderSource } from './folder-source.ts';
import { installPack } from './install-pack.ts';
import type { InstallListener } from './install-pack.ts';
import type { InstallPlan } from './offer.ts';
import { removePack } from './remove-pack.ts';
import { installedName, type StoreDeps } from './store.ts';

const silent = new AbortController().signal;
let home = '';
let cleanups: (() => Promise<void>)[] = [];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kinoloom-store-'));
  cleanups = [() => rm(home, { recursive: true, force: true })];
});
afterEach(async () => {
  for (const cleanup of cleanups) await cleanup();
});

async function tinyPack(change?: PackChange): Promise<string> {
  const pack = await writeTinyPack(change);
  cleanups.push(() => pack.remove());
  return pack.folder;
}

function store(changes: Partial<StoreDeps> = {}): StoreDeps {
  return {
    vfs: nodeVfs,
    folder: join(home, 'packs'),
    elsewhere: [],
    embedded: join(home, 'embedded'),
    processStart,
    freeBytes: () => Promise.resolve(1e12),
    memoryBytes: 8e9,
    verify: (folder) => verifyPack(folder),
    ...changes,
  };
}

function install(from: string, deps = store(), on: InstallListener = {}, acceptLicence = false) {
  return installPack(deps, folderSource(from), { acceptLicence }, on, silent);
}

/** Everything below the folder of packs; nothing where there is none. */
async function left(): Promise<string[]> {
  const names: string[] = await readdir(join(home, 'packs')).catch(() => []);
  return names.sort((a, b) => (a < b ? -1 : 1));
}

const licensed = (text: string, mustAccept = true): PackChange => ({
  files: (files) => void (files['LICENSE.txt'] = text),
  manifest: (manifest) => void (manifest['licenceText'] = { file: 'LICENSE.txt', mustAccept }),
});

describe('installing from a folder', () => {
  it('brings exactly what the manifest names, whole, and says beforehand what it takes', async () => {
    const from = await tinyPack();
    await writeFile(join(from, 'setup.sh'), 'echo no');
    const plans: InstallPlan[] = [];
    const done: number[] = [];
    const { folder, manifest, wasPresent } = await install(from, store({ memoryBytes: 1e5 }), {
      plan: (plan) => plans.push(plan),
      bytes: (now, total) => done.push(now / total),
    });
    expect(wasPresent).toBe(false);
    expect((await verifyPack(folder)).id).toBe('tiny');
    expect((await readdir(folder)).sort()).toEqual([...Object.keys(manifest.files), 'pack.json'].sort());
    expect(await left()).toEqual([installedName('tiny', await readFile(join(from, 'pack.json'), 'utf8'))]);
    const bytes = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0);
    expect(plans).toMatchObject([
      {
        id: 'tiny',
        bytes,
        bytesToBring: bytes,
        memory: { needed: expect.any(Number), present: 1e5, enough: false },
      },
    ]);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.at(-1)).toBe(1);
  });

  it('does nothing where it is there, mends what is damaged, and puts a newer version in an older one’s place', async () => {
    const from = await tinyPack();
    const { folder } = await install(from);
    expect(await install(from)).toMatchObject({ folder, wasPresent: true });
    await writeFile(join(folder, 'denoiser.onnx'), 'x');
    expect(await install(from)).toMatchObject({ folder, wasPresent: false });
    await verifyPack(folder);
    const newer = await tinyPack({ manifest: (manifest) => void (manifest['version'] = '1.1.0') });
    const second = await install(newer);
    expect(await left()).toEqual([second.folder.slice(join(home, 'packs').length + 1)]);
    expect((await verifyPack(second.folder)).version).toBe('1.1.0');
  });

  it('shows a licence, and brings nothing before it is accepted', async () => {
    const from = await tinyPack(licensed('Be kind.'));
    const shown: string[] = [];
    const on = { licence: (name: string, text: string) => void shown.push(name, text) };
    await expect(install(from, store(), on)).rejects.toMatchObject({
      code: 'pack.licence',
      hint: expect.stringMatching(/--accept-licence/),
    });
    expect(await left()).toEqual([]);
    const { folder } = await install(from, store(), on, true);
    expect(shown).toEqual(['Apache-2.0', 'Be kind.', 'Apache-2.0', 'Be kind.']);
    expect(JSON.parse(await readFile(join(folder, 'accepted-licence.json'), 'utf8'))).toEqual({
      licence: 'Apache-2.0',
      sha256: createHash('sha256').update('Be kind.').digest('hex'),
    });
  });

  it('accepts no licence whose text is another than the pack promises', async () => {
    const from = await tinyPack(licensed('Be kind.'));
    await writeFile(join(from, 'LICENSE.txt'), 'Be mean.');
    await expect(install(from, store(), {}, true)).rejects.toMatchObject({ code: 'pack.hash' });
    expect(await left()).toEqual([]);
  });

  it('leaves nothing where a file is damaged, cut, longer, missing, linked, or the disk too small', async () => {
    const wrongs: readonly [(file: string) => Promise<void>, string][] = [
      [(file) => writeFile(file, 'x'), 'pack.hash'],
      [async (file) => writeFile(file, Buffer.concat([await readFile(file), Buffer.from('x')])), 'pack.hash'],
      [(file) => rm(file), 'pack.missing'],
      [
        async (file) => {
          await rename(file, join(home, 'elsewhere'));
          await symlink(join(home, 'elsewhere'), file);
        },
        'pack.format',
      ],
    ];
    const other = await install(await tinyPack({ manifest: (m) => void (m['id'] = 'other') }));
    const before = await left();
    for (const [harm, code] of wrongs) {
      const from = await tinyPack();
      await harm(join(from, 'tokenizer.json'));
      await expect(install(from)).rejects.toMatchObject({ code });
      expect(await left()).toEqual(before);
      await rm(join(home, 'elsewhere'), { force: true });
    }
    await expect(
      install(await tinyPack(), store({ freeBytes: () => Promise.resolve(1000) })),
    ).rejects.toMatchObject({ code: 'disk.full' });
    expect(await left()).toEqual(before);
    await verifyPack(other.folder);
  });

  it('refuses names that climb out, meet each other or are ours, and ids that came with the program', async () => {
    const entry = { sha256: '0'.repeat(64), bytes: 1 };
    for (const name of ['../outside', '/etc/passwd', 'a/../../b', 'pack.json', 'Text.onnx', 'text.onnx/a']) {
      const from = await tinyPack({ manifest: (manifest) => void (manifest.files[name] = entry) });
      await expect(install(from), name).rejects.toMatchObject({ code: 'pack.format' });
    }
    const from = await tinyPack();
    await cp(from, join(home, 'embedded', 'tiny'), { recursive: true });
    await expect(install(from)).rejects.toMatchObject({ code: 'pack.present' });
    await expect(removePack(store(), 'tiny')).rejects.toMatchObject({ code: 'pack.present' });
    expect(await left()).toEqual([]);
  });

  it('waits for nobody: a second program at work is said', async () => {
    const from = await tinyPack();
    const start = (await processStart(process.pid)) ?? '';
    await mkdir(join(home, 'packs'));
    await writeFile(
      join(home, 'packs', 'lock'),
      JSON.stringify({ pid: process.pid, start, host: (await import('node:os')).hostname(), token: 'x' }),
    );
    await expect(install(from)).rejects.toMatchObject({ code: 'pack.busy', retryable: true });
    expect(await left()).toEqual(['lock']);
  });

  it('ends at once when cancelled, with nothing left', async () => {
    const from = await tinyPack();
    const controller = new AbortController();
    const on = { bytes: () => controller.abort() };
    await expect(
      installPack(store(), folderSource(from), { acceptLicence: false }, on, controller.signal),
    ).rejects.toMatchObject({ code: 'cancelled' });
    expect(await left()).toEqual([]);
  });
});

describe('on a disk that fails', () => {
  const folder = '/home/packs';
  const inMemory = (vfs: MemoryVfs) =>
    store({ vfs, folder, verify: () => Promise.reject(new Error('not asked here')) });
  /** Names in the folder that a survey of packs would look into. */
  async function visible(vfs: MemoryVfs): Promise<string[]> {
    const names = await vfs.list(folder).catch(() => []);
    return names.filter((name) => !name.startsWith('.') && name !== 'lock');
  }

  it('leaves nothing at all when it is full at any operation', async () => {
    const from = await tinyPack(licensed('Be kind.'));
    const whole = new MemoryVfs(['/home']);
    await install(from, inMemory(whole), {}, true);
    expect(await visible(whole)).toHaveLength(1);
    let failures = 0;
    for (const { index, kind } of whole.operations) {
      if (!['create', 'write', 'folder', 'sync', 'rename'].includes(kind)) continue;
      const vfs = new MemoryVfs(['/home'], (operation) => (operation.index === index ? 'ENOSPC' : undefined));
      const outcome = await install(from, inMemory(vfs), {}, true).then(
        () => 'installed',
        (error: { code?: string }) => error.code,
      );
      expect(['installed', 'disk.full']).toContain(outcome);
      if (outcome !== 'disk.full') continue;
      failures += 1;
      const names = await vfs.list(folder).catch(() => []);
      expect(names.filter((name) => name.includes('tiny'))).toEqual([]);
    }
    expect(failures).toBeGreaterThan(15);
  });

  it('shows a whole pack or none after a power cut at any operation, and the next try succeeds', async () => {
    const from = await tinyPack();
    const text = await readFile(join(from, 'pack.json'), 'utf8');
    const { files } = await verifyPack(from);
    const name = installedName('tiny', text);
    const expected = [
      ...Object.values(files).map(({ sha256 }) => sha256),
      createHash('sha256').update(text).digest('hex'),
    ];
    /** Each visible pack: its name, and the hash of every file it should have. */
    const contents = async (vfs: MemoryVfs) =>
      Promise.all(
        (await visible(vfs)).map(async (found) => {
          const read = [...Object.keys(files), 'pack.json'].map(async (file) => {
            const content = await vfs.readFile(join(folder, found, file)).catch(() => '');
            return createHash('sha256').update(content).digest('hex');
          });
          return [found, ...(await Promise.all(read))];
        }),
      );
    const whole = new MemoryVfs(['/home']);
    await install(from, inMemory(whole));
    for (let cut = 0; cut <= whole.operations.length; cut += 1) {
      const vfs = new MemoryVfs(['/home'], ({ index }) => (index === cut ? 'power' : undefined));
      await install(from, inMemory(vfs)).catch(() => undefined);
      for (const keep of [() => true, () => false, (index: number) => index % 2 === 0]) {
        const after = vfs.afterPowerCut({ keepName: keep, keepBytes: (_path, written) => written >> 1 });
        expect([[], [[name, ...expected]]]).toContainEqual(await contents(after));
        // The machine starts again: the process that held the lock is gone.
        await install(from, { ...inMemory(after), processStart: () => Promise.resolve('another start') });
        expect(await visible(after)).toEqual([name]);
      }
    }
  });
});

describe('removing', () => {
  it('takes every version, damaged ones too, and nothing else', async () => {
    const first = await install(await tinyPack());
    const other = await install(await tinyPack({ manifest: (m) => void (m['id'] = 'other') }));
    await writeFile(join(first.folder, 'pack.json'), '{');
    await mkdir(join(home, 'packs', '.download-tiny-0123456789ab'));
    await link(join(other.folder, 'text.onnx'), join(home, 'kept'));
    expect(await removePack(store(), 'tiny')).toHaveLength(2);
    expect(await left()).toEqual([other.folder.slice(join(home, 'packs').length + 1)]);
    await verifyPack(other.folder);
    await expect(removePack(store(), 'tiny')).rejects.toMatchObject({ code: 'pack.missing' });
    await expect(removePack(store(), '../packs')).rejects.toMatchObject({ code: 'pack.missing' });
  });
});
