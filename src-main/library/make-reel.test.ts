import { open, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Media } from '../../src-shared/project/schema.ts';
import { resolveFfmpeg } from '../media/resolve-ffmpeg.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import { numbersOf, runForFixture, writeNumberedClip } from '../media/testing/numbered-clip.ts';
import { rotateTrack } from '../media/testing/shaped-files.ts';
import { ingestFile } from './ingest-file.ts';
import { createReelMaker } from './make-reel.ts';
import { findInReel, reelFile, reelFrames } from './reel-file.ts';

const signal = new AbortController().signal;
const size = { width: 240, height: 136 };
const h264 = '-c:v libx264 -preset veryfast -bf 2 -g 12 -pix_fmt yuv420p'.split(' ');
let folder = '';
let project = '';
let tool: FfmpegTool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-reels-'));
  project = join(folder, 'project');
  tool = await resolveFfmpeg();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const take = (name: string) => ingestFile(tool, at(name), project, { origin: 'imported' }, signal);

/** The pictures of some frames, each taken out of its reel as the window takes it. */
async function picturesOf(media: Media, wanted: readonly number[]): Promise<Buffer[]> {
  const make = createReelMaker(async () => tool);
  const starts = new Set(wanted.map((frame) => frame - (frame % reelFrames)));
  for (const start of starts) await make(media, project, start, signal);
  const pictures: Buffer[] = [];
  for (const frame of wanted) {
    const file = await open(join(project, reelFile(media, frame)));
    try {
      const place = await findInReel(file, frame);
      if (place === undefined) throw new Error(`Frame ${frame} has no picture.`);
      const bytes = Buffer.alloc(place.last + 1 - place.first);
      await file.read(bytes, 0, bytes.length, place.first);
      pictures.push(bytes);
    } finally {
      await file.close();
    }
  }
  return pictures;
}

async function numbersIn(media: Media, wanted: readonly number[], shown = size): Promise<number[]> {
  const decode = '-f image2pipe -c:v mjpeg -i pipe:0 -f rawvideo -pix_fmt rgb24 -fps_mode passthrough pipe:1';
  const pictures = await picturesOf(media, wanted);
  return numbersOf(runForFixture(tool.path, decode.split(' '), Buffer.concat(pictures)), shown);
}

const allOf = ({ frames }: Media) => Array.from({ length: frames }, (_, frame) => frame);

it.each([
  ['24', '24'],
  ['29.97', '30000/1001'],
])('every frame of a film at %s a second has its own picture, past the end of a reel', async (name, rate) => {
  writeNumberedClip(tool.path, at(`${name}.mp4`), { size, rate, count: 250, encode: h264 });
  const media = await take(`${name}.mp4`);
  expect(await numbersIn(media, allOf(media))).toEqual(allOf(media));
});

/** Pictures 0 to 19 of `uneven.mp4` last a 24th of a second, those after them three. */
function unevenNumber({ rate: { num, den } }: Media, frame: number): number {
  const slot = Math.floor((frame * den * 24) / num + 0.01);
  return slot < 20 ? slot : Math.min(59, 20 + Math.floor((slot - 20) / 3));
}

it('a film of uneven rate is scrubbed by the frames of what is played', async () => {
  writeNumberedClip(tool.path, at('even.mp4'), { size, rate: '24', count: 60, encode: h264 });
  const uneven = ['-vf', "setpts='if(lt(N,20),N,20+3*(N-20))/24/TB'", '-fps_mode', 'vfr'];
  const encode = [...h264, '-bf', '0', '-video_track_timescale', '24000'];
  runForFixture(tool.path, ['-i', at('even.mp4'), ...uneven, ...encode, at('uneven.mp4')]);
  const media = await take('uneven.mp4');
  expect(media.proxy).toBeDefined();
  const all = allOf(media);
  expect(await numbersIn(media, all)).toEqual(all.map((frame) => unevenNumber(media, frame)));
});

it('a film that a camera turned stands upright', async () => {
  writeNumberedClip(tool.path, at('lying.mp4'), {
    size,
    rate: '24',
    count: 30,
    encode: ['-vf', 'transpose=cclock', ...h264],
  });
  await writeFile(at('turned.mp4'), rotateTrack(await readFile(at('lying.mp4')), 90));
  const media = await take('turned.mp4');
  expect(media).toMatchObject({ ...size, frames: 30 });
  expect(await numbersIn(media, allOf(media))).toEqual(allOf(media));
});

it('a large film is made as small as the viewer, in its own colours', async () => {
  const tags = '-color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv';
  const source = 'color=c=0x28B4DC:s=1920x1080:r=24:d=0.5,scale=out_color_matrix=bt709,format=yuv420p';
  runForFixture(tool.path, [
    '-f',
    'lavfi',
    '-i',
    source,
    ...`${tags} -c:v libx264`.split(' '),
    at('blue.mp4'),
  ]);
  const [picture] = await picturesOf(await take('blue.mp4'), [5]);
  const pixels = runForFixture(
    tool.path,
    '-f image2pipe -c:v mjpeg -i pipe:0 -f rawvideo -pix_fmt rgb24 pipe:1'.split(' '),
    picture,
  );
  expect(pixels.length).toBe(640 * 360 * 3);
  const middle = pixels.subarray((180 * 640 + 320) * 3).subarray(0, 3);
  const away = [...middle].map((value, index) => Math.abs(value - ([0x28, 0xb4, 0xdc][index] ?? 0)));
  expect(Math.max(...away)).toBeLessThan(8);
});

it('a proxy that was cleared away is made again first', async () => {
  const media = await take('uneven.mp4');
  await rm(join(project, 'cache'), { recursive: true });
  const some = [0, 1, 19];
  expect(await numbersIn(media, some)).toEqual(some.map((frame) => unevenNumber(media, frame)));
});

it('what is no reel, or a harmed one, has no pictures', async () => {
  const media = await take('24.mp4');
  await picturesOf(media, [0]);
  const whole = await readFile(join(project, reelFile(media, 0)));
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['empty', new Uint8Array(0)],
    ['a JPEG', whole.subarray(whole.readUInt32LE(0))],
    ['cut in its offsets', whole.subarray(0, 40)],
    ['cut in its pictures', whole.subarray(0, whole.readUInt32LE(4 * 60))],
  ];
  for (const [name, bytes] of cases) {
    await writeFile(at('harmed.reel'), bytes);
    const file = await open(at('harmed.reel'));
    expect(await findInReel(file, 90), name).toBeUndefined();
    await file.close();
  }
});
