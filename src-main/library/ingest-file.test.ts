import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mediaSchema } from '../../src-shared/project/schema.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import type { Vfs } from '../files/vfs.ts';
import { probeVideo } from '../media/probe.ts';
import { resolveFfmpeg } from '../media/resolve-ffmpeg.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import {
  decodeAll,
  numberOf,
  numbersOf,
  runForFixture,
  writeNumberedClip,
} from '../media/testing/numbered-clip.ts';
import { filmstrip } from './filmstrip.ts';
import { ingestFile } from './ingest-file.ts';

const signal = new AbortController().signal;
const size = { width: 120, height: 68 };
const imported = { origin: 'imported' } as const;
const h264 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p'.split(' ');
let folder = '';
let project = '';
let tool: FfmpegTool;
let clip = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-library-'));
  tool = await resolveFfmpeg();
  clip = join(folder, 'Straße – 100%d.mp4');
  writeNumberedClip(tool.path, clip, { size, rate: '24', count: 30, encode: h264 });
});
beforeEach(async () => {
  project = await mkdtemp(join(folder, 'project-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function everything(under: string): Promise<string[]> {
  return (await readdir(under, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(under.length + 1))
    .sort();
}

describe('taking a file into a project', () => {
  it('copies it under the hash of its contents and measures it', async () => {
    const original = await readFile(clip);
    const media = await ingestFile(tool, clip, project, imported, signal);
    const sha256 = createHash('sha256').update(original).digest('hex');
    const file = `media/${sha256.slice(0, 24)}.mp4`;
    expect(mediaSchema.parse(media)).toEqual({
      id: `media-${sha256.slice(0, 24)}`,
      kind: 'video',
      name: 'Straße – 100%d.mp4',
      file,
      sha256,
      bytes: original.length,
      ...size,
      frames: 30,
      rate: { num: 24, den: 1 },
      hasAudio: false,
      provenance: imported,
    });
    expect(await everything(project)).toEqual([file]);
    expect((await readFile(join(project, file))).equals(original)).toBe(true);
    expect((await readFile(clip)).equals(original)).toBe(true);
  });

  it('recognises contents that are there already, under whatever name they come', async () => {
    const first = await ingestFile(tool, clip, project, imported, signal);
    const twin = join(folder, 'twin.mov');
    await writeFile(twin, await readFile(clip));
    const second = await ingestFile(tool, twin, project, imported, signal);
    expect(second).toEqual({ ...first, name: 'twin.mov' });
    expect(await everything(project)).toEqual([first.file]);
  });

  it.each([
    ['ProRes', 'pro.mov', '-c:v prores_ks -profile:v 0 -pix_fmt yuv422p10le', '30000/1001', 'mp4', 'avc'],
    [
      'ten bits per channel',
      'ten.mp4',
      '-c:v libx264 -preset ultrafast -pix_fmt yuv420p10le',
      '25',
      'mp4',
      'avc',
    ],
    ['an animated GIF', 'a.gif', '', '10', 'mp4', 'avc'],
  ])(
    'makes a proxy with the same frames for what the window can not play: %s',
    async (_kind, name, encode, rate, ending, codec) => {
      const path = join(folder, name);
      writeNumberedClip(tool.path, path, {
        size,
        rate,
        count: 12,
        encode: encode.split(' ').filter(Boolean),
      });
      const media = await ingestFile(tool, path, project, imported, signal);
      expect(media.proxy).toMatch(/^cache\/proxies\/[0-9a-f]{24}\.\w+$/);
      expect(extname(media.proxy ?? '')).toBe(`.${ending}`);
      const proxy = join(project, media.proxy ?? '');
      const probe = await probeVideo(proxy);
      expect(probe).toMatchObject({ codec, frames: media.frames, rate: media.rate });
      expect(numbersOf(decodeAll(tool.path, proxy), size)).toEqual(
        Array.from({ length: 12 }, (_, index) => index),
      );
    },
  );

  it('takes stills and sounds, with a proxy for a TIFF', async () => {
    const still = ['-f', 'lavfi', '-i', 'testsrc2=s=90x60', '-frames:v', '1'];
    runForFixture(tool.path, [...still, join(folder, 'a.png')]);
    runForFixture(tool.path, [...still, join(folder, 'a.tif')]);
    runForFixture(tool.path, ['-f', 'lavfi', '-i', 'sine=d=1:sample_rate=44100', join(folder, 'a.wav')]);
    const take = (name: string) => ingestFile(tool, join(folder, name), project, imported, signal);
    const measured = { kind: 'image', width: 90, height: 60, frames: 1, hasAudio: false };
    expect(await take('a.png')).toMatchObject(measured);
    expect(await take('a.tif')).toMatchObject({ ...measured, proxy: expect.stringMatching(/\.png$/) });
    expect(await take('a.wav')).toMatchObject({
      kind: 'audio',
      frames: 0,
      rate: { num: 44_100, den: 1 },
      samples: 44_100,
      hasAudio: true,
    });
  });

  it('stores nothing of a file that can not be decoded, though its header is right', async () => {
    const bytes = await readFile(clip);
    const start = bytes.indexOf('mdat') + 4;
    bytes.fill(0x55, start, bytes.indexOf('moov') > start ? bytes.indexOf('moov') - 4 : bytes.length);
    const broken = join(folder, 'broken.mp4');
    await writeFile(broken, bytes);
    await expect(ingestFile(tool, broken, project, imported, signal)).rejects.toMatchObject({
      code: 'input.file.unreadable',
      message: '“broken.mp4” could not be decoded.',
    });
    expect(await everything(project)).toEqual([]);
  });

  it('leaves nothing when the disk is full, and works again when there is space', async () => {
    const full: Vfs = {
      ...nodeVfs,
      async open(path, mode, permissions) {
        const file = await nodeVfs.open(path, mode, permissions);
        const write = () => Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
        return mode === 'create' ? { ...file, write } : file;
      },
    };
    await expect(ingestFile(tool, clip, project, imported, signal, { vfs: full })).rejects.toMatchObject({
      code: 'disk.full',
      message: expect.stringContaining('The disk is full'),
    });
    expect(await everything(project)).toEqual([]);
    await ingestFile(tool, clip, project, imported, signal);
    expect(await everything(project)).toHaveLength(1);
  });

  it('stops when it is cancelled and leaves nothing', async () => {
    const stop = new AbortController();
    const slow: Vfs = {
      ...nodeVfs,
      async open(path, mode, permissions) {
        if (mode === 'create') stop.abort();
        return nodeVfs.open(path, mode, permissions);
      },
    };
    await expect(ingestFile(tool, clip, project, imported, stop.signal, { vfs: slow })).rejects.toMatchObject(
      {
        code: 'cancelled',
      },
    );
    expect(await everything(project)).toEqual([]);
  });
});

describe('the filmstrip', () => {
  it('shows evenly chosen frames in one picture and is made once', async () => {
    const long = join(folder, 'long.mp4');
    writeNumberedClip(tool.path, long, { size, rate: '24', count: 300, encode: h264 });
    const media = await ingestFile(tool, long, project, imported, signal);
    const strip = await filmstrip(async () => tool, media, project, signal);
    expect(strip).toMatchObject({ tileHeight: 72, columns: 16, count: 150, step: 2 });
    const sheet = join(project, strip.file);
    const width = strip.tileWidth * 16;
    const height = 72 * 10;
    const pixels = decodeAll(tool.path, sheet);
    expect(pixels.length).toBe(width * height * 3);
    const tile = { width: strip.tileWidth, height: 72 };
    const numbers = Array.from({ length: strip.count }, (_, index) => {
      const rgb = new Uint8Array(tile.width * tile.height * 3);
      for (let y = 0; y < tile.height; y += 1) {
        const at = ((Math.floor(index / 16) * 72 + y) * width + (index % 16) * tile.width) * 3;
        rgb.set(pixels.subarray(at, at + tile.width * 3), y * tile.width * 3);
      }
      return numberOf(rgb, tile);
    });
    expect(numbers).toEqual(Array.from({ length: 150 }, (_, index) => index * 2));
    await rm(join(project, media.file));
    expect(await filmstrip(async () => tool, media, project, signal)).toEqual(strip);
  });
});
