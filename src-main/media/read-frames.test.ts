import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seconds } from '../../src-shared/time/rate.ts';
import { probeVideo } from './probe.ts';
import { readFrames } from './read-frames.ts';
import { resolveFfmpeg } from './resolve-ffmpeg.ts';
import type { FfmpegTool } from './resolve-ffmpeg.ts';
import { numbersOf, runForFixture, writeNumberedClip } from './testing/numbered-clip.ts';

const size = { width: 120, height: 68 };
const signal = new AbortController().signal;
let folder = '';
let tool: FfmpegTool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-frames-'));
  tool = await resolveFfmpeg();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const kinds: readonly [string, string, string, readonly string[]][] = [
  ['H.264 with B-frames', 'a.mp4', '24000/1001', '-c:v libx264 -pix_fmt yuv420p -bf 3 -g 30'.split(' ')],
  ['VP9', 'a.webm', '30', '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 24 -b:v 400k'.split(' ')],
  ['H.264 in Matroska', 'a.mkv', '30000/1001', '-c:v libx264 -pix_fmt yuv420p -bf 2 -g 20'.split(' ')],
  ['ProRes', 'a.mov', '25', '-c:v prores_ks -pix_fmt yuv422p10le'.split(' ')],
  ['an animated GIF', 'a.gif', '12', []],
  ['a transport stream', 'a.ts', '25', '-c:v libx264 -pix_fmt yuv420p -bf 2 -g 20'.split(' ')],
];

describe.each(kinds)('reading frames of %s', (_kind, file, rate, encode) => {
  it('gives exactly the frames asked for, near the start and far into the file', async () => {
    const path = join(folder, file);
    writeNumberedClip(tool.path, path, { size, rate, count: 64, encode });
    const probe = await probeVideo(path, signal, async () => tool);
    const [num = 0, den = 1] = rate.split('/').map(Number);
    expect({ rate: probe.rate, frames: probe.frames, variable: probe.variableRate }).toEqual({
      rate: { num, den },
      frames: 64,
      variable: false,
    });
    const indices = [63, 0, 1, 41, 41, 40];
    const frames = await readFrames(tool, path, { indices, size, fit: 'cover' }, signal);
    expect(numbersOf(frames, size)).toEqual(indices);
    const times = [40.5, 63.9].map((index) => seconds((index * den) / num));
    const byTime = await readFrames(tool, probe, { times, size, fit: 'cover' }, signal);
    expect(numbersOf(byTime, size)).toEqual([40, 63]);
  });
});

describe('reading frames', () => {
  it('agrees with the edit list of a file that was trimmed without coding it anew', async () => {
    const whole = join(folder, 'whole.mp4');
    writeNumberedClip(tool.path, whole, {
      size,
      rate: '25',
      count: 80,
      encode: '-c:v libx264 -pix_fmt yuv420p -bf 2 -g 20'.split(' '),
    });
    const cut = join(folder, 'cut.mp4');
    runForFixture(tool.path, ['-ss', '1', '-i', whole, '-c', 'copy', cut]);
    const late = join(folder, 'late.mp4');
    runForFixture(tool.path, ['-ss', '1.2', '-i', whole, '-c', 'copy', late]);
    expect((await probeVideo(cut)).frames).toBe(55);
    expect((await probeVideo(late)).frames).toBe(50);
    const read = async (path: string, indices: number[]) =>
      numbersOf(await readFrames(tool, path, { indices, size, fit: 'cover' }, signal), size);
    expect(await read(cut, [0, 54])).toEqual([25, 79]);
    expect(await read(late, [0, 30, 49])).toEqual([30, 60, 79]);
  });

  it('shows the latest picture at every place of a film with an uneven rate', async () => {
    const path = join(folder, 'uneven.mp4');
    writeNumberedClip(tool.path, path, {
      size,
      rate: '30',
      count: 60,
      encode: [
        '-vf',
        "select='not(between(n,10,14))*not(between(n,40,42))'",
        ...'-fps_mode vfr -c:v libx264 -pix_fmt yuv420p'.split(' '),
      ],
    });
    const probe = await probeVideo(path);
    expect(probe).toMatchObject({ variableRate: true, rate: { num: 30, den: 1 }, frames: 60 });
    const indices = [0, 9, 10, 14, 15, 39, 41, 43, 59];
    const frames = await readFrames(tool, probe, { indices, size, fit: 'cover' }, signal);
    expect(numbersOf(frames, size)).toEqual([0, 9, 9, 9, 15, 39, 39, 43, 59]);
  });

  it('picks more than a hundred frames out of a long film', async () => {
    const path = join(folder, 'long.mp4');
    const encode = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 30'.split(' ');
    writeNumberedClip(tool.path, path, { size, rate: '24', count: 500, encode });
    const indices = Array.from({ length: 240 }, (_, index) => index * 2 + 1);
    const frames = await readFrames(tool, path, { indices, size, fit: 'cover' }, signal);
    expect(numbersOf(frames, size)).toEqual(indices);
  });

  it('refuses a frame that does not exist', async () => {
    await expect(
      readFrames(tool, join(folder, 'a.mp4'), { indices: [64], size, fit: 'cover' }, signal),
    ).rejects.toMatchObject({
      code: 'input.clip.tooShort',
      message: expect.stringContaining('has 64 frames'),
    });
  });
});
