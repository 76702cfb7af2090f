import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { heicPicture } from './heic-picture.ts';
import { heicToPng, isHeicFile } from './heic-to-png.ts';
import { probeMedia } from './probe.ts';
import { readFrames } from './read-frames.ts';
import { resolveFfmpeg } from './resolve-ffmpeg.ts';
import type { FfmpegTool } from './resolve-ffmpeg.ts';
import { heicFile, type HeicLayout } from './testing/heic-file.ts';

const signal = new AbortController().signal;
const tile = { width: 64, height: 64 };
/** Two by two tiles, of which the right ones and the lower ones are not all picture. */
const layout: HeicLayout = { columns: 2, rows: 2, tile, width: 101, height: 90 };
let folder = '';
let tool: FfmpegTool;
let file: Buffer;

/** One colour a tile, and in each a lighter left half, so that a turn and a wrong order are seen. */
const colours = [
  [200, 40, 40],
  [40, 160, 40],
  [40, 40, 200],
  [160, 160, 40],
] as const;
const pixel = (of: number, x: number): number[] => colours[of]?.map((v) => (x < 32 ? v + 40 : v)) ?? [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-heic-'));
  tool = await resolveFfmpeg();
  const tiles = colours.map((_, of) =>
    Uint8Array.from(Array.from({ length: tile.width * tile.height }, (__, at) => pixel(of, at % 64)).flat()),
  );
  file = heicFile(tool.path, tiles, layout);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function pixelsOf(bytes: Uint8Array) {
  const [from, out] = [join(folder, 'a.heic'), join(folder, 'a.png')];
  await writeFile(from, bytes);
  await heicToPng(tool, from, out, signal);
  const probe = await probeMedia(out);
  if (probe.kind !== 'image') throw new Error('It is a picture.');
  const { width, height } = probe;
  const pixels = await readFrames(
    tool,
    probe,
    { indices: [0], size: { width, height }, fit: 'cover' },
    signal,
  );
  const at = (x: number, y: number) => [...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
  return { width, height, at };
}

function expectNear(found: readonly number[], wanted: readonly number[]): void {
  expect(found).toHaveLength(3);
  for (const [index, value] of found.entries())
    expect(Math.abs(value - (wanted[index] ?? 0))).toBeLessThan(4);
}

it('puts the tiles of a telephone’s picture together, and cuts what is no picture off', async () => {
  const { width, height, at } = await pixelsOf(file);
  expect([width, height]).toEqual([101, 90]);
  for (const [of, x, y] of [
    [0, 5, 5],
    [1, 70, 5],
    [2, 60, 80],
    [3, 100, 89],
  ] as const) {
    expectNear(at(x, y), pixel(of, x % 64));
  }
});

it('turns it as it says', async () => {
  const turned = Buffer.from(file);
  turned[turned.indexOf('irot') + 4] = 1;
  const { width, height, at } = await pixelsOf(turned);
  expect([width, height]).toEqual([90, 101]);
  // A quarter to the left: what was at the right is at the top.
  expectNear(at(5, 0), pixel(1, 100 % 64));
  expectNear(at(5, 100), pixel(0, 0));
});

it('says so where a file is damaged, wherever it is, and never hangs or throws something else', async () => {
  expect(heicPicture(file)).toMatchObject({ columns: 2, rows: 2, width: 101, height: 90 });
  const meta = file.indexOf('mdat');
  for (let at = 0; at < meta; at += 1) {
    for (const value of [0, 255]) {
      const harmed = Buffer.from(file);
      harmed[at] = value;
      expect(() => heicPicture(harmed)).not.toThrow();
    }
  }
  for (let length = 0; length < file.length; length += 37) {
    expect(() => heicPicture(file.subarray(0, length))).not.toThrow();
  }
  const path = join(folder, 'half.heic');
  await writeFile(path, file.subarray(0, meta));
  await expect(heicToPng(tool, path, join(folder, 'half.png'), signal)).rejects.toMatchObject({
    code: 'input.file.unreadable',
    message: expect.stringContaining('“half.heic”'),
  });
  await expect(readFile(join(folder, 'half.png'))).rejects.toThrow('ENOENT');
  expect(await isHeicFile(path)).toBe(true);
});

it('refuses a file that names the same bytes for all of its tiles', () => {
  const padded = Buffer.concat([file, Buffer.alloc(3_000_000)]);
  const entries = padded.indexOf('iloc') + 4 + 8 + 16;
  for (let at = 0; at < 4; at += 1) padded.writeUInt32BE(2_900_000, entries + at * 16 + 12);
  expect(heicPicture(padded)).toBeUndefined();
  padded.writeUInt32BE(16, entries + 12);
  padded.writeUInt32BE(16, entries + 16 + 12);
  padded.writeUInt32BE(16, entries + 32 + 12);
  expect(heicPicture(padded)).toMatchObject({ columns: 2, rows: 2 });
});

it('refuses tiles that come to far more than a picture may have, whatever size the file says', async () => {
  const [columns, rows] = [64, 64];
  const large = { width: 256, height: 256 };
  const black = new Uint8Array(large.width * large.height * 3);
  const tiles = Array.from({ length: columns * rows }, () => black);
  const path = join(folder, 'many.heic');
  await writeFile(path, heicFile(tool.path, tiles, { columns, rows, tile: large, width: 100, height: 100 }));
  await expect(heicToPng(tool, path, join(folder, 'many.png'), signal)).rejects.toMatchObject({
    code: 'input.file.unreadable',
  });
});
