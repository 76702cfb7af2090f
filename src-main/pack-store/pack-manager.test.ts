import { appendFile, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PackTask } from '../../src-shared/ipc/packs.ts';
import { packSurveySchema } from '../../src-shared/ipc/packs.ts';
import { writeTinyPack, type PackChange } from '../engine/testing/tiny-pack.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import type { Places } from '../platform/places.ts';
import { openStore } from './open-store.ts';
import { createPackFolders } from './pack-folders.ts';
import { createPackManager, type PackManager } from './pack-manager.ts';
import { servePack, type PackServer } from './testing/pack-server.ts';

let home = '';
let cleanups: (() => Promise<void>)[] = [];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kinoloom-manager-'));
  cleanups = [() => rm(home, { recursive: true, force: true })];
});
afterEach(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

async function tinyPack(change?: PackChange): Promise<string> {
  const pack = await writeTinyPack(change);
  cleanups.push(() => pack.remove());
  return pack.folder;
}

const licensed: PackChange = {
  files(files) {
    files['LICENSE.txt'] = 'Be kind.';
    files['MODEL_CARD.md'] = '# Tiny';
    files['weights.bin'] = Buffer.alloc(4 * 1024 * 1024, 7);
  },
  manifest: (manifest) => void (manifest['licenceText'] = { file: 'LICENSE.txt', mustAccept: true }),
};

function start(used: readonly string[] = []) {
  const places: Places = {
    programs: home,
    models: join(home, 'embedded'),
    ownPacks: join(home, 'packs'),
    engine: home,
    node: process.execPath,
    page: home,
    root: home,
  };
  const folders = createPackFolders(nodeVfs, places);
  const manager = createPackManager({
    vfs: nodeVfs,
    folders,
    open: () => openStore(nodeVfs, places, folders),
    embedded: places.models,
    graphics: () => Promise.resolve(undefined),
    isUsed: (id) => used.includes(id),
  });
  cleanups.push(() => manager.dispose());
  return { manager, folders };
}

/** The task when it has come to its end. */
function ended(manager: PackManager): Promise<PackTask> {
  return new Promise((resolve) => {
    const stop = manager.task.listen((task) => {
      if (task.state === 'running') return;
      stop();
      resolve(task);
    });
  });
}

/** The next news that packs came, went or were looked at, until `holds`. */
async function until(manager: PackManager, holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) {
    await new Promise<void>((resolve) => {
      const stop = manager.changed.listen(() => {
        stop();
        resolve();
      });
    });
  }
}

async function servedPack(): Promise<PackServer> {
  const server = await servePack(await tinyPack(licensed));
  cleanups.push(() => server.close());
  return server;
}

/** Lets the server hang up in the middle of the weights, once. */
function breakOnce(server: PackServer, then: () => void = () => undefined): void {
  let isBroken = false;
  server.answering = ({ name }, content, response) => {
    if (name !== 'weights.bin' || isBroken) return false;
    isBroken = true;
    response.writeHead(200, { 'content-length': content.length, etag: server.etag });
    response.write(content.subarray(0, 1024 * 1024), () => then());
    return true;
  };
}

describe('the pack manager', () => {
  it('offers, installs, shows, hashes and removes a pack from a folder', async () => {
    const { manager } = start();
    const from = await tinyPack(licensed);
    const offer = await manager.offerFolder(from);
    expect(offer).toMatchObject({
      id: 'tiny',
      licenceText: 'Be kind.',
      mustAccept: true,
      installed: false,
      enoughDisk: true,
      location: { name: 'packs', usual: true },
    });
    expect(offer.bytes).toBeGreaterThan(4e6);
    await expect(manager.install(offer.offer, false)).rejects.toMatchObject({ code: 'pack.licence' });
    expect(await readdir(home)).toEqual([]);

    const shares: number[] = [];
    manager.task.listen(({ done, total }) => void shares.push(done / total));
    const done = ended(manager);
    await manager.install(offer.offer, true);
    expect(await done).toMatchObject({ state: 'done', id: 'tiny' });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    const survey = packSurveySchema.parse(await manager.survey());
    expect(survey).toMatchObject({
      packs: [{ id: 'tiny', state: 'verified', origin: 'installed' }],
      tasks: [],
      unfinished: [],
    });
    expect(JSON.stringify(survey)).not.toContain(home);
    expect(await manager.details('tiny')).toMatchObject({
      card: '# Tiny',
      licenceText: 'Be kind.',
      accepted: true,
    });
    expect((await manager.offerFolder(from)).installed).toBe(true);
    await manager.remove('tiny');
    expect(await readdir(join(home, 'packs'))).toEqual([]);
    expect((await manager.survey()).packs).toEqual([]);
  });

  it('says that a pack is damaged once its files were hashed, and at once where one is of another size', async () => {
    const { manager } = start();
    const { offer } = await manager.offerFolder(await tinyPack());
    const done = ended(manager);
    await manager.install(offer, false);
    await done;
    const [name = ''] = await readdir(join(home, 'packs'));
    const file = join(home, 'packs', name, 'denoiser.onnx');
    const content = await readFile(file);
    const other = Uint8Array.from(content, (byte, at) => (at === 9 ? byte ^ 1 : byte));
    const state = async () => (await manager.survey()).packs[0]?.state;
    await rm(file);
    await appendFile(file, other);
    expect(await state()).toBe('present');
    await manager.verify('tiny');
    await until(manager, async () => (await state()) === 'damaged');
    await appendFile(file, 'x');
    expect((await manager.survey()).packs[0]?.problem).toMatchObject({ code: 'pack.hash' });
    await rm(file);
    expect((await manager.survey()).packs[0]?.problem).toMatchObject({ code: 'pack.missing' });
  });

  it('goes on with a download that was cancelled, and after a restart with one that was left', async () => {
    const server = await servedPack();
    const { manager } = start();
    const offer = await manager.offerAddress(server.url);
    breakOnce(server, () => manager.cancel(offer.offer));
    const stopped = ended(manager);
    await manager.install(offer.offer, true);
    const task = await stopped;
    expect(task).toMatchObject({ state: 'cancelled', resumes: true });
    expect((await manager.survey()).tasks).toMatchObject([{ state: 'cancelled' }]);
    await manager.dispose();

    // A new program finds it on the disk, and its licence accepted.
    const next = start().manager;
    const { unfinished, packs } = await next.survey();
    expect(packs).toEqual([]);
    expect(unfinished).toMatchObject([{ name: 'Tiny', host: new URL(server.url).host }]);
    const again = await next.offerUnfinished(unfinished[0]?.key ?? '');
    expect(again).toMatchObject({ mustAccept: false });
    server.asked.length = 0;
    const done = ended(next);
    await next.install(again.offer, false);
    expect(await done).toMatchObject({ state: 'done' });
    expect(await next.details('tiny')).toMatchObject({ accepted: true });
    const [name = ''] = await readdir(join(home, 'packs'));
    expect((await readdir(join(home, 'packs', name))).filter((each) => each.startsWith('.'))).toEqual([]);
  });

  it('keeps nothing of a download that is thrown away, nor of one that is not what was promised', async () => {
    const server = await servedPack();
    const { manager } = start();
    const offer = await manager.offerAddress(server.url);
    breakOnce(server, () => manager.cancel(offer.offer));
    const stopped = ended(manager);
    await manager.install(offer.offer, true);
    await stopped;
    await manager.dismiss(offer.offer);
    expect(await readdir(join(home, 'packs'))).toEqual([]);
    expect((await manager.survey()).tasks).toEqual([]);

    server.answering = ({ name }, content, response) => {
      if (name !== 'weights.bin') return false;
      response.writeHead(200, { 'content-length': content.length }).end(content.map((byte) => byte ^ 1));
      return true;
    };
    const failed = ended(manager);
    await manager.install(offer.offer, true);
    expect(await failed).toMatchObject({ state: 'failed', resumes: false, error: { code: 'pack.hash' } });
    expect(await readdir(join(home, 'packs'))).toEqual([]);
  });

  it('installs in another folder from when it was chosen, and goes on finding what lies in the old one', async () => {
    const { manager, folders } = start();
    const first = ended(manager);
    await manager.install((await manager.offerFolder(await tinyPack())).offer, false);
    await first;
    await manager.chooseLocation(join(home, 'big disk'));
    const other = await tinyPack({ manifest: (manifest) => void (manifest['id'] = 'other') });
    const offer = await manager.offerFolder(other);
    expect(offer.location).toMatchObject({ name: 'Kinoloom packs', usual: false });
    const second = ended(manager);
    await manager.install(offer.offer, false);
    await second;
    expect(await readdir(join(home, 'big disk', 'Kinoloom packs'))).toHaveLength(1);
    expect((await manager.survey()).packs.map(({ id }) => id).sort()).toEqual(['other', 'tiny']);
    // Another start of the program knows both.
    expect(await start().folders.own()).toEqual(await folders.own());
    // A newer version in the new folder takes the place of the one in the old.
    const newer = await tinyPack({ manifest: (manifest) => void (manifest['version'] = '1.1.0') });
    const third = ended(manager);
    await manager.install((await manager.offerFolder(newer)).offer, false);
    await third;
    expect((await readdir(join(home, 'packs'))).filter((name) => name.startsWith('tiny'))).toEqual([]);
    await manager.remove('tiny');
    expect((await manager.survey()).packs.map(({ id }) => id)).toEqual(['other']);
  });

  it('removes no pack a shot is being made with, and answers for unknown ones', async () => {
    const { manager } = start(['tiny']);
    await expect(manager.remove('tiny')).rejects.toMatchObject({ code: 'pack.busy' });
    await expect(manager.remove('other')).rejects.toMatchObject({ code: 'pack.missing' });
    await expect(manager.details('../packs')).rejects.toMatchObject({ code: 'pack.missing' });
    await expect(manager.offerUnfinished('tiny-0123456789ab')).rejects.toMatchObject({
      code: 'pack.missing',
    });
    await expect(manager.install(`offer-${'0'.repeat(32)}`, true)).rejects.toMatchObject({
      code: 'pack.missing',
    });
    await expect(manager.offerAddress('http://example.org/pack')).rejects.toMatchObject({
      code: 'pack.download',
    });
  });
});
