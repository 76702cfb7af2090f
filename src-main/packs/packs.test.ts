import { mkdir, mkdtemp, readFile, rename, rm, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  looseManifestSchema,
  writeTinyPack,
  type LooseManifest,
  type TinyPack,
} from '../engine/testing/tiny-pack.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { surveyFolders, surveyPacks } from './list-packs.ts';
import { packFile } from './pack-file.ts';
import { packHashOf } from './pack-hash.ts';
import { readManifest } from './read-manifest.ts';
import { verifyPack } from './verify.ts';

let pack: TinyPack;
beforeEach(async () => {
  pack = await writeTinyPack();
});
afterEach(() => pack.remove());

async function failureOf(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error(`Expected an AppError, got ${String(error)}.`);
  return { code: error.code, message: error.message };
}

async function edit(change: (manifest: LooseManifest) => void): Promise<void> {
  const path = join(pack.folder, 'pack.json');
  const manifest = looseManifestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  change(manifest);
  await writeFile(path, JSON.stringify(manifest));
}

describe('reading a pack', () => {
  it('gives the manifest of a good one', async () => {
    expect((await readManifest(pack.folder)).id).toBe('tiny');
    expect((await verifyPack(pack.folder)).id).toBe('tiny');
  });

  it('tells a missing pack, a damaged one, a foreign file and a newer format apart', async () => {
    expect(await failureOf(readManifest(join(pack.folder, 'nowhere')))).toMatchObject({
      code: 'pack.missing',
    });
    const path = join(pack.folder, 'pack.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.slice(0, text.length / 2));
    expect(await failureOf(readManifest(pack.folder))).toMatchObject({
      code: 'pack.format',
      message: expect.stringMatching(/not valid JSON/),
    });
    await writeFile(path, '{"name":"another program"}');
    expect(await failureOf(readManifest(pack.folder))).toMatchObject({
      code: 'pack.format',
      message: expect.stringMatching(/does not describe/),
    });
    // Whatever a newer format looks like, its version is what is said.
    await writeFile(path, '{"format":"kinoloom-pack","formatVersion":7,"blocks":[]}');
    expect(await failureOf(readManifest(pack.folder))).toEqual({
      code: 'pack.version',
      message: 'This pack has format version 7; this Kinoloom reads version 1.',
    });
  });

  it('names the place of a wrong value', async () => {
    await edit((manifest) => void Object.assign(manifest.latent, { channels: 'many' }));
    expect(await failureOf(readManifest(pack.folder))).toMatchObject({
      code: 'pack.format',
      message: expect.stringMatching(/latent\.channels/),
    });
  });

  it.each<[string, (manifest: LooseManifest) => void, RegExp]>([
    ['a graph without a hash', (m) => void delete m.files['decoder.onnx'], /decoder\.onnx has no entry/],
    [
      'a bucket between the cells',
      (m) =>
        void (m['buckets'] = [{ aspect: '1:1', width: 20, height: 16, visible: { width: 16, height: 16 } }]),
      /multiple of 8/,
    ],
    [
      'a bucket that shows too much',
      (m) =>
        void (m['buckets'] = [{ aspect: '1:1', width: 16, height: 16, visible: { width: 24, height: 16 } }]),
      /shows more/,
    ],
    ['two buckets of one aspect', (m) => void (m['buckets'] = [...m.buckets, m.buckets[0]]), /two buckets/],
    [
      'a preview of another width',
      (m) => void (m['preview'] = { matrix: [[0, 0, 0]], bias: [0, 0, 0] }),
      /preview matrix/,
    ],
    [
      'axes that do not fill the head',
      (m) => void Object.assign(m.position, { headDim: 10 }),
      /half of headDim/,
    ],
    [
      'a guidance interval turned round',
      (m) => void Object.assign(m.sampler, { guidanceInterval: [0.9, 0.1] }),
      /guidance interval/,
    ],
  ])('refuses %s', async (_, change, sentence) => {
    await edit(change);
    expect(await failureOf(readManifest(pack.folder))).toMatchObject({
      code: 'pack.format',
      message: expect.stringMatching(sentence),
    });
  });
});

describe('verifying a pack', () => {
  const denoiser = (): string => join(pack.folder, 'denoiser.onnx');

  it('finds one changed byte, a cut file and a missing graph', async () => {
    const content = await readFile(denoiser());
    content[content.length >> 1] = (content[content.length >> 1] ?? 0) ^ 1;
    await writeFile(denoiser(), content);
    expect(await failureOf(verifyPack(pack.folder))).toMatchObject({
      code: 'pack.hash',
      message: expect.stringMatching(/denoiser\.onnx is damaged/),
    });
    await truncate(denoiser(), 100);
    expect(await failureOf(verifyPack(pack.folder))).toMatchObject({ code: 'pack.hash' });
    await unlink(denoiser());
    expect(await failureOf(verifyPack(pack.folder))).toMatchObject({
      code: 'pack.missing',
      message: expect.stringMatching(/denoiser\.onnx is missing/),
    });
  });

  it('refuses a link even to the right content, and a folder in place of a file', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'kinoloom-outside-'));
    try {
      await rename(denoiser(), join(outside, 'denoiser.onnx'));
      await symlink(join(outside, 'denoiser.onnx'), denoiser());
      expect(await failureOf(verifyPack(pack.folder))).toMatchObject({
        code: 'pack.format',
        message: expect.stringMatching(/is a link/),
      });
      await unlink(denoiser());
      await mkdir(denoiser());
      expect(await failureOf(verifyPack(pack.folder))).toMatchObject({ code: 'pack.format' });
    } finally {
      await rm(outside, { recursive: true, force: true });
    }
  });

  it('refuses a linked folder on the way to a file', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'kinoloom-outside-'));
    try {
      await writeFile(join(outside, 'weights.bin'), 'x');
      await symlink(outside, join(pack.folder, 'more'));
      expect(await failureOf(packFile(pack.folder, 'more/weights.bin'))).toMatchObject({
        code: 'pack.format',
      });
    } finally {
      await rm(outside, { recursive: true, force: true });
    }
  });

  it.each(['../secret', '/etc/passwd', 'a/../../secret', '..\\secret', '.', ''])(
    'never leaves the folder for %j',
    async (name) => {
      await edit(
        (manifest) => void Object.assign(manifest.files, { [name]: { sha256: '0'.repeat(64), bytes: 1 } }),
      );
      expect(await failureOf(verifyPack(pack.folder))).toMatchObject({ code: 'pack.format' });
      expect((await failureOf(packFile(pack.folder, name))).code).toMatch(/^pack\.(format|missing)$/);
    },
  );
});

describe('the packs of a folder', () => {
  it('are listed by name; what is no pack is passed over and what is broken hides no other', async () => {
    const models = await mkdtemp(join(tmpdir(), 'kinoloom-models-'));
    try {
      for (const name of ['beta', 'alpha', 'broken', 'training']) await mkdir(join(models, name));
      const manifest = await readFile(join(pack.folder, 'pack.json'));
      await writeFile(join(models, 'beta', 'pack.json'), manifest);
      await writeFile(join(models, 'alpha', 'pack.json'), manifest);
      await writeFile(join(models, 'broken', 'pack.json'), '{');
      await writeFile(join(models, 'readme.txt'), '');
      expect((await surveyPacks(models)).packs.map(({ folder }) => folder)).toEqual([
        join(models, 'alpha'),
        join(models, 'beta'),
      ]);
      expect((await surveyPacks(models)).broken).toMatchObject([
        { folder: join(models, 'broken'), error: { code: 'pack.format' } },
      ]);
      expect((await surveyPacks(join(models, 'nowhere'))).packs).toEqual([]);
      await rename(join(models, 'beta'), join(models, '.beta'));
      await symlink(pack.folder, join(models, 'linked'));
      expect((await surveyPacks(models)).packs.map(({ folder }) => folder)).toEqual([join(models, 'alpha')]);
      expect(
        (await surveyFolders([join(models, 'nowhere'), models, models])).packs.map(({ folder }) => folder),
      ).toEqual([join(models, 'alpha')]);
    } finally {
      await rm(models, { recursive: true, force: true });
    }
  });
});

describe('the hash of a pack', () => {
  it('depends on the files and not on their order', async () => {
    const manifest = await readManifest(pack.folder);
    const turned = { ...manifest, files: Object.fromEntries(Object.entries(manifest.files).reverse()) };
    expect(packHashOf(turned)).toBe(packHashOf(manifest));
    const [first] = Object.keys(manifest.files);
    const changed = {
      ...manifest,
      files: { ...manifest.files, [first ?? '']: { sha256: 'f'.repeat(64), bytes: 1 } },
    };
    expect(packHashOf(changed)).not.toBe(packHashOf(manifest));
  });
});
