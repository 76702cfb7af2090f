import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mediaSchema } from '../../src-shared/project/schema.ts';
import type { Media } from '../../src-shared/project/schema.ts';
import { mediaSeconds } from '../../src-shared/project/sources.ts';
import { probeMedia, probeVideo } from '../media/probe.ts';
import { readFrames } from '../media/read-frames.ts';
import { resolveFfmpeg } from '../media/resolve-ffmpeg.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import { decodeAll, numbersOf, runForFixture, writeNumberedClip } from '../media/testing/numbered-clip.ts';
import { ingestFile } from './ingest-file.ts';

/** Films, pictures and sounds that only ffmpeg reads for us: each made by the real ffmpeg, taken in, and read frame by frame. */

const signal = new AbortController().signal;
const count = 40;
let folder = '';
let project = '';
let tool: FfmpegTool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-others-'));
  project = join(folder, 'project');
  tool = await resolveFfmpeg();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const take = async (name: string): Promise<Media> =>
  mediaSchema.parse(await ingestFile(tool, at(name), project, { origin: 'imported' }, signal));
const tone = '-f lavfi -i sine=r=48000:d=3'.split(' ');
const wide = { width: 256, height: 144 };

interface Film {
  readonly file: string;
  readonly encode: string;
  readonly rate?: string;
  readonly size?: { readonly width: number; readonly height: number };
  /** With sound of three seconds. */
  readonly sound?: string;
  readonly timecode?: Media['timecode'];
}

const films: Readonly<Record<string, Film>> = {
  'AVI, MPEG-4 with B-pictures': {
    file: 'a.avi',
    encode: '-c:v mpeg4 -qscale:v 2 -bf 2',
    sound: '-c:a mp3',
  },
  'AVI, Motion JPEG': { file: 'mjpeg.avi', encode: '-c:v mjpeg -q:v 2 -pix_fmt yuvj420p', rate: '30' },
  'AVI, H.264': { file: 'h264.avi', encode: '-c:v libx264 -preset ultrafast -pix_fmt yuv420p' },
  'MPEG programme stream': { file: 'a.mpg', encode: '-c:v mpeg2video -q:v 2 -bf 2', sound: '-c:a mp2' },
  'MPEG transport stream, MPEG-2': { file: 'a.ts', encode: '-c:v mpeg2video -q:v 2', sound: '-c:a mp2' },
  'MPEG transport stream, HEVC': {
    file: 'hevc.ts',
    encode: '-c:v libx265 -preset ultrafast -x265-params log-level=none -pix_fmt yuv420p',
    rate: '50',
  },
  'camera transport stream': {
    file: 'a.m2ts',
    encode: '-c:v libx264 -preset ultrafast -pix_fmt yuv420p',
    rate: '30000/1001',
    sound: '-c:a ac3',
  },
  'Windows Media': { file: 'a.wmv', encode: '-c:v wmv2 -q:v 2', sound: '-c:a wmav2' },
  'Flash Video': { file: 'a.flv', encode: '-c:v flv1 -q:v 2', sound: '-c:a mp3 -ar 44100' },
  MXF: {
    file: 'a.mxf',
    encode: '-c:v mpeg2video -q:v 2 -timecode 10:00:00:00',
    sound: '-c:a pcm_s16le',
    timecode: { frame: 900_000, base: 25, dropFrame: false },
  },
  DV: {
    file: 'a.dv',
    encode: '-c:v dvvideo -pix_fmt yuv420p',
    size: { width: 720, height: 576 },
    sound: '-c:a pcm_s16le -ac 2',
    // Every DV frame carries a clock; this one begins at midnight.
    timecode: { frame: 0, base: 25, dropFrame: false },
  },
  'Ogg, Theora': { file: 'a.ogv', encode: '-c:v libtheora -q:v 8', sound: '-c:a libvorbis' },
  YUV4MPEG2: { file: 'a.y4m', encode: '-pix_fmt yuv420p' },
  'QuickTime Animation': { file: 'rle.mov', encode: '-c:v qtrle -pix_fmt rgb24' },
  'QuickTime, Motion JPEG': { file: 'mjpeg.mov', encode: '-c:v mjpeg -q:v 2 -pix_fmt yuvj420p' },
  'MP4, MPEG-4 part 2': { file: 'part2.mp4', encode: '-c:v mpeg4 -q:v 2', sound: '-c:a ac3' },
  'Matroska, FFV1': { file: 'ffv1.mkv', encode: '-c:v ffv1', sound: '-c:a pcm_s16le', rate: '24' },
  'Matroska, MPEG-2': { file: 'mpeg2.mkv', encode: '-c:v mpeg2video -q:v 2' },
};

describe('a film that only ffmpeg reads', () => {
  it.each(Object.entries(films))('%s is taken in whole, and shown frame for frame', async (_name, film) => {
    const { file, encode, rate = '25', size = wide, sound, timecode } = film;
    writeNumberedClip(tool.path, at(file), {
      size,
      rate,
      count,
      inputs: sound === undefined ? [] : tone,
      encode: [encode, ...(sound === undefined ? ['-an'] : [sound, '-shortest'])].join(' ').split(' '),
    });
    const media = await take(file);
    const [num = 0, den = 1] = rate.split('/').map(Number);
    expect(media).toMatchObject({ kind: 'video', frames: count, rate: { num, den } });
    expect([media.height, media.hasAudio]).toEqual([size.height, sound !== undefined]);
    expect(media.timecode).toEqual(timecode);
    expect(media).not.toHaveProperty('alpha');
    const every = Array.from({ length: count }, (_, index) => index);
    const shown = join(project, media.proxy ?? '');
    expect(numbersOf(decodeAll(tool.path, shown, `scale=${size.width}:${size.height}`), size)).toEqual(every);
    expect(await probeVideo(shown)).toMatchObject({ frames: count, variableRate: false });
    // Exactly the frames asked for, from the file itself, in any order.
    const indices = [count - 1, 0, 17, 30];
    const original = await probeMedia(join(project, media.file), signal, async () => tool);
    const rgb = await readFrames(tool, original, { indices, size, fit: 'cover' }, signal);
    expect(numbersOf(rgb, size)).toEqual(indices);
  });

  it('has the shape its pixels give it', async () => {
    const size = { width: 720, height: 576 };
    writeNumberedClip(tool.path, at('wide.dv'), {
      size,
      rate: '25',
      count: 4,
      encode: '-c:v dvvideo -pix_fmt yuv420p -aspect 16:9'.split(' '),
    });
    expect(await take('wide.dv')).toMatchObject({ width: 1024, height: 576 });
  });

  it('is refused in a sentence that names the file when it is cut off or no film at all', async () => {
    const { writeFile, readFile } = await import('node:fs/promises');
    await writeFile(at('broken.avi'), (await readFile(at('mjpeg.avi'))).subarray(0, 600));
    await expect(take('broken.avi')).rejects.toMatchObject({
      code: 'input.file.unreadable',
      message: expect.stringContaining('broken.avi'),
    });
    await writeFile(at('noise.wmv'), Buffer.from('3026b2758e66cf11', 'hex'));
    await expect(take('noise.wmv')).rejects.toMatchObject({ code: 'input.file.unreadable' });
  });
});

describe('a film that may be seen through', () => {
  const half = { width: 128, height: 64 };
  /** Red on the left, nothing on the right. */
  const source = (length: number): string[] => [
    '-f',
    'lavfi',
    '-i',
    `color=red:s=128x64:r=24:d=${length},format=rgba,geq=r=255:g=0:b=0:a='255*lt(X,64)'`,
  ];

  it.each([
    ['ProRes 4444', 'p.mov', '-c:v prores_ks -profile:v 4444 -pix_fmt yuva444p10le'],
    ['QuickTime Animation', 'q.mov', '-c:v qtrle -pix_fmt argb'],
    ['PNG in QuickTime', 'n.mov', '-c:v png -pix_fmt rgba'],
    ['VP9', 'v.webm', '-c:v libvpx-vp9 -pix_fmt yuva420p -auto-alt-ref 0 -deadline realtime -cpu-used 8'],
    ['FFV1', 'f.mkv', '-c:v ffv1 -pix_fmt bgra'],
  ])('%s keeps that, also where the window plays something else', async (_kind, name, encode) => {
    runForFixture(tool.path, [...source(0.5), ...encode.split(' '), at(name)]);
    const media = await take(name);
    expect(media).toMatchObject({ kind: 'video', frames: 12, alpha: true, ...half });
    const shown = join(project, media.proxy ?? media.file);
    const opacity = runForFixture(tool.path, [
      ...(shown.endsWith('.webm') ? ['-c:v', 'libvpx-vp9'] : []),
      '-i',
      shown,
      ...'-vf format=rgba,alphaextract -f rawvideo -pix_fmt gray pipe:1'.split(' '),
    ]);
    expect(opacity).toHaveLength(12 * 128 * 64);
    for (const frame of [0, 11]) {
      const row = opacity.subarray(frame * 8192 + 32 * 128, frame * 8192 + 33 * 128);
      expect([(row[20] ?? 0) > 245, (row[100] ?? 255) < 10]).toEqual([true, true]);
    }
    // Without anything below it stands on black.
    const rgb = await readFrames(
      tool,
      join(project, media.file),
      { indices: [5], size: half, fit: 'cover' },
      signal,
    );
    const pixel = (x: number) => [...rgb.subarray((32 * 128 + x) * 3, (32 * 128 + x) * 3 + 3)];
    expect((pixel(20)[0] ?? 0) > 230, String(pixel(20))).toBe(true);
    expect(Math.max(...pixel(100)), String(pixel(100))).toBeLessThan(20);
  });
});

describe('a picture that only ffmpeg reads', () => {
  it.each([
    ['avif', '-c:v libaom-av1 -still-picture 1 -cpu-used 8', 'plays'],
    ['jxl', '-c:v libjxl', 'proxy'],
    ['jp2', '-c:v jpeg2000 -pix_fmt rgb24', 'proxy'],
    ['exr', '-c:v exr', 'proxy'],
    ['dpx', '-c:v dpx', 'proxy'],
    ['ppm', '', 'proxy'],
  ])('%s is taken in and shown', async (ending, encode, how) => {
    const name = `picture.${ending}`;
    const picture = ['-f', 'lavfi', '-i', 'color=0x2864c8:s=130x70', '-frames:v', '1'];
    runForFixture(tool.path, [...picture, ...encode.split(' ').filter(Boolean), at(name)]);
    const media = await take(name);
    expect(media).toMatchObject({ kind: 'image', width: 130, height: 70, frames: 1 });
    expect(media.proxy === undefined ? 'plays' : 'proxy').toBe(how);
    const rgb = decodeAll(tool.path, join(project, media.proxy ?? media.file));
    const middle = [...rgb.subarray((35 * 130 + 65) * 3, (35 * 130 + 65) * 3 + 3)];
    const near = middle.map((value, index) => Math.abs(value - ([40, 100, 200][index] ?? 0)) < 12);
    expect(near, String(middle)).toEqual([true, true, true]);
  });
});

describe('a sound that only ffmpeg reads', () => {
  it.each([
    ['AIFF', 'a.aiff', '-c:a pcm_s16be'],
    ['CAF', 'a.caf', '-c:a pcm_s16le'],
    ['Wave64', 'a.w64', '-c:a pcm_s24le'],
    ['WavPack', 'a.wv', '-c:a wavpack'],
    ['True Audio', 'a.tta', '-c:a tta'],
    ['AU', 'a.au', '-c:a pcm_s16be'],
    ['AC-3', 'a.ac3', '-c:a ac3'],
    ['Windows Media', 'a.wma', '-c:a wmav2'],
    ['ALAC', 'alac.m4a', '-c:a alac'],
  ])('%s is taken in whole', async (_kind, name, encode) => {
    runForFixture(tool.path, ['-f', 'lavfi', '-i', 'sine=d=2:r=48000', ...encode.split(' '), at(name)]);
    const media = await take(name);
    expect(media).toMatchObject({ kind: 'audio', hasAudio: true, rate: { num: 48_000, den: 1 } });
    expect(Math.abs((mediaSeconds(media) ?? 0) - 2)).toBeLessThan(0.1);
    const probe = await probeMedia(join(project, media.proxy ?? ''));
    expect(probe.kind === 'audio' ? Math.abs(probe.audio.seconds - 2) : 9).toBeLessThan(0.1);
  });
});
