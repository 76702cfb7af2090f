import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mediaSchema } from '../../src-shared/project/schema.ts';
import type { Media } from '../../src-shared/project/schema.ts';
import { mediaSeconds } from '../../src-shared/project/sources.ts';
import { probeMedia, probeVideo } from '../media/probe.ts';
import { resolveFfmpeg } from '../media/resolve-ffmpeg.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import { heicFile } from '../media/testing/heic-file.ts';
import { decodeAll, numbersOf, runForFixture, writeNumberedClip } from '../media/testing/numbered-clip.ts';
import { ingestFile } from './ingest-file.ts';

const signal = new AbortController().signal;
const size = { width: 256, height: 144 };
const count = 8;
const imported = { origin: 'imported' } as const;
let folder = '';
let project = '';
let tool: FfmpegTool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-formats-'));
  project = join(folder, 'project');
  tool = await resolveFfmpeg();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const take = async (name: string): Promise<Media> =>
  mediaSchema.parse(await ingestFile(tool, at(name), project, imported, signal));
const shown = (media: Media) => join(project, media.proxy ?? media.file);

describe('a film', () => {
  it.each([
    ['H.264', 'h264.mp4', '24', '-c:v libx264 -preset ultrafast -pix_fmt yuv420p', 'plays'],
    [
      'HEVC',
      'hevc.mp4',
      '25',
      '-c:v libx265 -preset ultrafast -x265-params log-level=none -pix_fmt yuv420p -tag:v hvc1',
      'proxy',
    ],
    ['VP9', 'vp9.webm', '30', '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -pix_fmt yuv420p', 'plays'],
    ['AV1', 'av1.mp4', '30000/1001', '-c:v libsvtav1 -preset 12 -pix_fmt yuv420p', 'plays'],
    ['ProRes', 'prores.mov', '24000/1001', '-c:v prores_ks -profile:v 1 -pix_fmt yuv422p10le', 'proxy'],
    ['ProRes with alpha', 'alpha.mov', '24', '-c:v prores_ks -profile:v 4444 -pix_fmt yuva444p10le', 'proxy'],
    ['DNxHD', 'dnxhd.mov', '25', '-c:v dnxhd -profile:v dnxhr_lb -pix_fmt yuv422p', 'proxy'],
    ['GIF', 'a.gif', '10', '', 'proxy'],
    ['H.264 in a transport stream', 'a.ts', '25', '-c:v libx264 -preset ultrafast -pix_fmt yuv420p', 'proxy'],
  ])(
    '%s is taken in with all its frames, and shown frame for frame',
    async (_kind, name, rate, encode, how) => {
      writeNumberedClip(tool.path, at(name), {
        size,
        rate,
        count,
        encode: encode.split(' ').filter(Boolean),
      });
      const media = await take(name);
      const [num = 0, den = 1] = rate.split('/').map(Number);
      expect(media).toMatchObject({
        kind: 'video',
        ...size,
        frames: count,
        rate: { num, den },
        hasAudio: false,
      });
      expect(media.proxy === undefined ? 'plays' : 'proxy').toBe(how);
      const probe = await probeVideo(shown(media));
      expect(probe).toMatchObject({ frames: count, rate: { num, den }, variableRate: false });
      expect(numbersOf(decodeAll(tool.path, shown(media)), size)).toEqual(
        Array.from({ length: count }, (_, index) => index),
      );
    },
  );

  it('of uneven rate gets a proxy of even rate that shows each picture as long as it stood', async () => {
    writeNumberedClip(tool.path, at('even.mp4'), {
      size,
      rate: '24',
      count: 8,
      encode: ['-c:v', 'libx264', '-qp', '0'],
    });
    // Pictures 0 to 3 last one frame, those after them three.
    const uneven = "setpts='if(lt(N,4),N,4+3*(N-4))/24/TB'";
    runForFixture(tool.path, [
      '-i',
      at('even.mp4'),
      '-vf',
      uneven,
      '-fps_mode',
      'vfr',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-bf',
      '0',
      '-pix_fmt',
      'yuv420p',
      '-video_track_timescale',
      '24000',
      at('uneven.mp4'),
    ]);
    const media = await take('uneven.mp4');
    const numbers = numbersOf(decodeAll(tool.path, shown(media)), size);
    const { num, den } = media.rate;
    expect(media.proxy).toBeDefined();
    expect(numbers).toHaveLength(media.frames);
    numbers.forEach((number, frame) => {
      const slot = Math.floor((frame * den * 24) / num + 0.01);
      expect(number).toBe(slot < 4 ? slot : Math.min(7, 4 + Math.floor((slot - 4) / 3)));
    });
  });

  it('of odd size keeps it, and its proxy has an even one', async () => {
    const odd = { width: 241, height: 137 };
    writeNumberedClip(tool.path, at('odd.mp4'), {
      size: odd,
      rate: '24',
      count,
      encode: '-c:v libx264 -preset ultrafast -pix_fmt yuv444p'.split(' '),
    });
    const media = await take('odd.mp4');
    expect(media).toMatchObject(odd);
    const proxy = await probeVideo(shown(media));
    expect([proxy.width % 2, proxy.height % 2, proxy.frames]).toEqual([0, 0, count]);
  });

  it.each([
    ['01:00:00:00', '24', { frame: 86_400, base: 24, dropFrame: false }],
    ['01:00:00;02', '30000/1001', { frame: 107_894, base: 30, dropFrame: true }],
    ['23:59:59:24', '25', { frame: 2_159_999, base: 25, dropFrame: false }],
  ])('brings its clock along: %s', async (text, rate, timecode) => {
    const name = `clock-${rate.replace('/', '-')}.mov`;
    const encode = `-c:v libx264 -preset ultrafast -pix_fmt yuv420p -timecode ${text}`.split(' ');
    writeNumberedClip(tool.path, at(name), { size, rate, count, encode });
    expect((await take(name)).timecode).toEqual(timecode);
  });

  it('in the colours of standard definition keeps them in its proxy, which says so', async () => {
    const colour = 'color=0xc83c28:s=256x144:r=24:d=0.25,format=gbrp';
    const to601 = 'scale=out_color_matrix=smpte170m:out_range=tv,format=yuv422p10le';
    const tags = '-colorspace smpte170m -color_primaries smpte170m -color_trc smpte170m'.split(' ');
    runForFixture(tool.path, [
      '-f',
      'lavfi',
      '-i',
      colour,
      '-vf',
      to601,
      '-c:v',
      'prores_ks',
      ...tags,
      at('sd.mov'),
    ]);
    const media = await take('sd.mov');
    expect((await probeVideo(shown(media))).colour.matrix).toBe('smpte170m');
    const pixels = decodeAll(tool.path, shown(media), 'scale=in_color_matrix=smpte170m');
    expect(
      [...pixels.subarray(300, 303)].map((value, index) => Math.abs(value - ([200, 60, 40][index] ?? 0)) < 6),
    ).toEqual([true, true, true]);
  });
});

describe('a picture', () => {
  it.each([
    ['png', 'plays'],
    ['jpg', 'plays'],
    ['webp', 'plays'],
    ['bmp', 'proxy'],
    ['tif', 'proxy'],
  ])('as %s is taken in and shown', async (ending, how) => {
    const name = `picture.${ending}`;
    runForFixture(tool.path, ['-f', 'lavfi', '-i', 'testsrc2=s=130x70', '-frames:v', '1', at(name)]);
    const media = await take(name);
    expect(media).toMatchObject({ kind: 'image', width: 130, height: 70, frames: 1 });
    expect(media.proxy === undefined ? 'plays' : 'proxy').toBe(how);
    expect(await probeMedia(shown(media))).toMatchObject({ kind: 'image', width: 130, height: 70 });
  });

  it('of a telephone (HEIC, in tiles) becomes a PNG under its own name, the same one each time', async () => {
    const tile = { width: 64, height: 64 };
    const tiles = [60, 120, 180].map((level) => new Uint8Array(64 * 64 * 3).fill(level));
    const layout = { columns: 3, rows: 1, tile, width: 150, height: 50, turns: 1 };
    await writeFile(at('IMG_0001.HEIC'), heicFile(tool.path, tiles, layout));
    const media = await take('IMG_0001.HEIC');
    expect(media).toMatchObject({ kind: 'image', name: 'IMG_0001.HEIC', width: 50, height: 150 });
    expect(media.file).toMatch(/\.png$/);
    expect(media.proxy).toBeUndefined();
    expect((await take('IMG_0001.HEIC')).id).toBe(media.id);
  });
});

describe('a sound', () => {
  it.each([
    ['WAV', 'a.wav', '-c:a pcm_s16le', 'plays'],
    ['WAV of 24 bits', 'b.wav', '-c:a pcm_s24le', 'proxy'],
    ['WAV of floats', 'c.wav', '-c:a pcm_f32le', 'proxy'],
    ['MP3', 'a.mp3', '-c:a libmp3lame', 'plays'],
    ['MP3 without a tag', 'b.mp3', '-c:a libmp3lame -id3v2_version 0 -write_xing 0', 'plays'],
    ['AAC', 'a.m4a', '-c:a aac', 'plays'],
    ['AAC without a container', 'a.aac', '-c:a aac', 'plays'],
    ['FLAC', 'a.flac', '-c:a flac', 'plays'],
    ['Opus', 'a.opus', '-c:a libopus', 'plays'],
  ])('as %s is taken in and played', async (_kind, name, encode, how) => {
    runForFixture(tool.path, [
      '-f',
      'lavfi',
      '-i',
      'sine=d=1:sample_rate=48000',
      ...encode.split(' '),
      at(name),
    ]);
    const media = await take(name);
    expect(media).toMatchObject({ kind: 'audio', hasAudio: true, frames: 0, rate: { num: 48_000, den: 1 } });
    expect(media.proxy === undefined ? 'plays' : 'proxy').toBe(how);
    // Clips of it are as long as it is, give or take a coder's first and last pieces.
    expect(Math.abs((mediaSeconds(media) ?? 0) - 1)).toBeLessThan(0.1);
    const probe = await probeMedia(shown(media));
    expect(probe.kind === 'audio' ? Math.abs(probe.audio.seconds - 1) : 9).toBeLessThan(0.1);
  });
});

describe('a colour table', () => {
  const rows = Array.from({ length: 8 }, (_, index) => `${index & 1} ${(index >> 1) & 1} ${index >> 2}`);
  it('is taken in whole, or refused in a sentence', async () => {
    await writeFile(
      at('look.cube'),
      ['# by hand', 'TITLE "Look"', 'LUT_3D_SIZE 2', '', ...rows].join('\r\n'),
    );
    expect(await take('look.cube')).toMatchObject({ kind: 'lut', name: 'look.cube', frames: 0 });
    for (const [name, lines] of [
      ['short.cube', ['LUT_3D_SIZE 2', ...rows.slice(1)]],
      ['flat.cube', ['LUT_1D_SIZE 2', '0 0 0', '1 1 1']],
      ['text.cube', ['LUT_3D_SIZE 2', ...rows.slice(1), '0 zero 0']],
      ['huge.cube', ['LUT_3D_SIZE 9999999']],
      ['filter.cube', ['movie=/etc/passwd[a]']],
    ] as const) {
      await writeFile(at(name), lines.join('\n'));
      await expect(take(name)).rejects.toMatchObject({ code: expect.stringMatching(/^input\.file\./) });
    }
  });
});
