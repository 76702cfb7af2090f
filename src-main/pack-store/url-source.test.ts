import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeTinyPack, type TinyPack } from '../engine/testing/tiny-pack.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { verifyPack } from '../packs/verify.ts';
import { processStart } from '../platform/process-start.ts';
import { checkAddress, fileAddress, manifestAddress } from './address.ts';
import { installPack } from './install-pack.ts';
import type { InstallPlan } from './offer.ts';
import { servePack, type PackServer } from './testing/pack-server.ts';
import { urlSource } from './url-source.ts';

let home = '';
let pack: TinyPack;
let server: PackServer;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kinoloom-url-'));
  pack = await writeTinyPack({ files: (files) => void (files['weights.bin'] = Buffer.alloc(400_000, 7)) });
  server = await servePack(pack.folder);
});
afterEach(async () => {
  await server.close();
  await pack.remove();
  await rm(home, { recursive: true, force: true });
});

const patience = { idleMs: 60_000, retryMs: 0, retries: 2 };

function install(url = server.url, signal = new AbortController().signal, plans: InstallPlan[] = []) {
  const store = {
    vfs: nodeVfs,
    folder: join(home, 'packs'),
    elsewhere: [],
    embedded: join(home, 'embedded'),
    processStart,
    freeBytes: () => Promise.resolve(1e12),
    memoryBytes: 8e9,
    verify: (folder: string) => verifyPack(folder),
  };
  const on = { plan: (plan: InstallPlan) => void plans.push(plan) };
  return installPack(store, urlSource(url, patience), { acceptLicence: false }, on, signal);
}

const left = (): Promise<string[]> => readdir(join(home, 'packs')).catch(() => []);
const askedFor = (name: string) => server.asked.filter((each) => each.name === name);

/** Half of a file, and then the connection is gone. */
function breakOff(name: string, times: number): void {
  let broken = 0;
  server.answering = (asked, content, response) => {
    if (asked.name !== name || broken >= times) return false;
    broken += 1;
    const first = Number(/\d+/.exec(asked.range ?? '')?.[0] ?? 0);
    const rest = content.subarray(first);
    const range = { 'content-range': `bytes ${first}-${content.length - 1}/${content.length}` };
    response.writeHead(first > 0 ? 206 : 200, {
      etag: server.etag,
      'content-length': rest.length,
      ...(first > 0 ? range : {}),
    });
    response.write(rest.subarray(0, rest.length >> 1), () => response.destroy());
    return true;
  };
}

describe('a pack from a server', () => {
  it('is brought whole, by the address of its folder or of its pack.json', async () => {
    const { folder } = await install(`${server.url}/`);
    await verifyPack(folder);
    expect(await install(`${server.url}/pack.json`)).toMatchObject({ wasPresent: true });
    expect(await left()).toHaveLength(1);
  });

  it('goes on where a connection broke, as long as the file is still the same', async () => {
    breakOff('weights.bin', 3);
    await verifyPack((await install()).folder);
    const [first, second] = askedFor('weights.bin');
    expect(first?.range).toBeUndefined();
    expect(second).toMatchObject({ range: expect.stringMatching(/^bytes=[1-9]\d*-$/), ifRange: '"one"' });
    expect(askedFor('weights.bin')).toHaveLength(4);
  });

  it('begins again where the file on the server has changed in the middle', async () => {
    breakOff('weights.bin', 1);
    const broken = server.answering;
    server.answering = (asked, content, response) => {
      const done = broken(asked, content, response);
      if (done) server.etag = '"two"';
      return done;
    };
    await verifyPack((await install()).folder);
    expect(askedFor('weights.bin')).toHaveLength(2);
  });

  it('keeps what it has when the server stays away, and the next try goes on from there', async () => {
    breakOff('weights.bin', 1);
    const broken = server.answering;
    server.answering = (asked, content, response) => {
      if (broken(asked, content, response)) return true;
      if (asked.name !== 'weights.bin') return false;
      response.writeHead(503).end();
      return true;
    };
    await expect(install()).rejects.toMatchObject({ code: 'pack.download', retryable: true });
    const [stage = '', ...others] = await left();
    expect([stage, others]).toEqual([expect.stringMatching(/^\.download-tiny-/), []]);
    const { bytes } = await nodeVfs.stat(join(home, 'packs', stage, 'weights.bin'));
    expect(bytes).toBeGreaterThan(0);
    server.answering = () => false;
    server.asked.length = 0;
    const plans: InstallPlan[] = [];
    await verifyPack((await install(server.url, undefined, plans)).folder);
    expect(askedFor('weights.bin')).toMatchObject([{ range: `bytes=${bytes}-` }]);
    expect(askedFor('denoiser.onnx')).toEqual([]);
    expect(plans[0]?.bytesToBring).toBe(400_000 - bytes);
  });

  it('brings a file once more where what was left is no beginning of it', async () => {
    breakOff('weights.bin', 99);
    const [one, two] = [new AbortController(), new AbortController()];
    const broken = server.answering;
    server.answering = (asked, content, response) => {
      if (askedFor('weights.bin').length > 1) one.abort();
      return broken(asked, content, response);
    };
    await expect(install(server.url, one.signal)).rejects.toMatchObject({ code: 'cancelled' });
    const [stage = ''] = await left();
    await writeFile(join(home, 'packs', stage, 'weights.bin'), Buffer.alloc(1000, 1));
    server.answering = () => false;
    server.asked.length = 0;
    await verifyPack((await install(server.url, two.signal)).folder);
    expect(askedFor('weights.bin').map(({ range }) => range)).toEqual(['bytes=1000-', undefined]);
  });

  it('leaves nothing where a file is not there, or is not what was promised', async () => {
    const text = join(pack.folder, 'tokenizer.json');
    const content = await readFile(text);
    await rm(text);
    await expect(install()).rejects.toMatchObject({ code: 'pack.download', retryable: false });
    expect(await left()).toEqual([]);
    for (const wrong of [content.subarray(1), Buffer.concat([content, content])]) {
      await writeFile(text, wrong);
      await expect(install()).rejects.toMatchObject({ code: 'pack.hash' });
    }
    content[5] = (content[5] ?? 0) ^ 1;
    await writeFile(text, content);
    await expect(install()).rejects.toMatchObject({ code: 'pack.hash' });
    expect(await left()).toEqual([]);
  });

  it('gives up on a server that falls silent, that sends in circles or out of the allowed', async () => {
    server.answering = (_, __, response) => {
      response.writeHead(200).write('{');
      return true;
    };
    await expect(
      urlSource(server.url, { ...patience, idleMs: 20 }).manifestText(new AbortController().signal),
    ).rejects.toMatchObject({ code: 'pack.download', retryable: true });
    const to = (location: string): void => {
      server.answering = (_, __, response) => response.writeHead(302, { location }).end() !== undefined;
    };
    to('/pack.json');
    await expect(install()).rejects.toMatchObject({ message: expect.stringMatching(/without end/) });
    expect(server.asked.length).toBeLessThan(10);
    for (const location of ['http://example.org/pack.json', 'file:///etc/passwd', 'ftp://localhost/a']) {
      to(location);
      await expect(install(), location).rejects.toMatchObject({ code: 'pack.download' });
    }
    expect(await left()).toEqual([]);
  });
});

describe('addresses', () => {
  it('are https, or http on this machine, without passwords', () => {
    for (const good of ['https://a.org/p', 'http://127.0.0.1:80/p', 'http://[::1]/p', 'http://localhost/p'])
      expect(checkAddress(good).href).toContain('/p');
    for (const bad of [
      'http://a.org/p',
      'http://127.0.0.1.a.org/p',
      'http://localhost.a.org/p',
      'https://u:p@a.org/p',
      'file:///p',
      'p',
    ])
      expect(() => checkAddress(bad), bad).toThrow(expect.objectContaining({ code: 'pack.download' }));
    const outside = new URL('https://a.org/p');
    expect(checkAddress('/q', outside).href).toBe('https://a.org/q');
    expect(() => checkAddress('https://localhost/q', outside)).toThrow(/into this machine/);
  });

  it('of files lie beside the manifest and keep what stands behind the question mark', () => {
    const manifest = manifestAddress(new URL('https://a.org/packs/wan/?token=1'));
    expect(manifest.href).toBe('https://a.org/packs/wan/pack.json?token=1');
    expect(fileAddress(manifest, 'more/a.bin').href).toBe('https://a.org/packs/wan/more/a.bin?token=1');
  });
});
