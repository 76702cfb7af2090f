import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleTake } from './assemble-take.ts';
import type { AssembleOptions, GeneratedPart, TakePart } from './assemble-take.ts';
import { probeMedia, probeVideo } from './probe.ts';
import { readFrames } from './read-frames.ts';
import { resolveFfmpeg } from './resolve-ffmpeg.ts';
import type { FfmpegTool } from './resolve-ffmpeg.ts';
import {
  decodeAll,
  numberedFrame,
  numbersOf,
  runForFixture,
  writeNumberedClip,
} from './testing/numbered-clip.ts';

const signal = new AbortController().signal;
const size = { width: 120, height: 68 };
const rate = { num: 24, den: 1 };
let folder = '';
let tool: FfmpegTool;
let source = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-take-'));
  tool = await resolveFfmpeg();
  source = join(folder, 'source.mp4');
  writeNumberedClip(tool.path, source, {
    size,
    rate: '24',
    count: 20,
    inputs: '-f lavfi -i sine=frequency=440:sample_rate=44100:duration=0.8333'.split(' '),
    encode: '-c:v libx264 -pix_fmt yuv420p -bf 2 -g 8 -crf 16 -c:a aac -map 0:v -map 1:a'.split(' '),
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const range = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);

function generated(from: number, count: number, repeat = 1): GeneratedPart {
  return {
    kind: 'generated',
    size,
    count: count * repeat,
    frames: (async function* () {
      for (let number = from; number < from + count; number += 1)
        yield { rgb: numberedFrame(number, size), repeat };
    })(),
  };
}
const known = (first: number, count: number): TakePart => ({ kind: 'source', source, range: [first, count] });

function assemble(file: string, parts: readonly TakePart[], more: Partial<AssembleOptions> = {}) {
  const container = file.endsWith('.webm')
    ? 'webm'
    : file.endsWith('.gif')
      ? 'gif'
      : file.endsWith('.mov')
        ? 'mov'
        : 'mp4';
  const options = {
    out: join(folder, file),
    container,
    size,
    rate,
    lossless: false,
    parts,
    ...more,
  } as const;
  return assembleTake(tool, options, signal);
}
const decoded = (file: string) => decodeAll(tool.path, join(folder, file));

describe('assembling a take', () => {
  it('extends forward: the person’s frames come out exactly as conforming their file alone gives them', async () => {
    const take = await assemble('forward.mp4', [known(0, 20), generated(100, 5, 3)]);
    expect(take).toMatchObject({
      frames: 35,
      ranges: [
        [0, 20],
        [20, 15],
      ],
    });
    await assemble('plain.mp4', [known(0, 20)]);
    const [frames, plain] = [decoded('forward.mp4'), decoded('plain.mp4')];
    expect(numbersOf(frames, size)).toEqual([
      ...range(20),
      ...range(15).map((index) => 100 + Math.floor(index / 3)),
    ]);
    expect(frames.subarray(0, plain.length).equals(plain)).toBe(true);
    expect(await probeMedia(join(folder, 'forward.mp4'))).toMatchObject({
      frames: 35,
      rate,
      variableRate: false,
    });
  });

  it('keeps the pictures’ own colour matrix, so that nothing of them is converted', async () => {
    const yuv = (path: string) =>
      runForFixture(tool.path, ['-i', path, ...'-map 0:v -f rawvideo -pix_fmt yuv420p pipe:1'.split(' ')]);
    for (const matrix of ['smpte170m', 'bt709']) {
      const path = join(folder, `${matrix}.mp4`);
      const bars = `smptebars=s=120x68:r=24,scale=out_color_matrix=${matrix},format=yuv420p`;
      const tagged =
        `-frames:v 6 -c:v libx264 -crf 10 -colorspace ${matrix} -color_primaries bt709 -color_trc bt709`.split(
          ' ',
        );
      runForFixture(tool.path, ['-f', 'lavfi', '-i', bars, ...tagged, path]);
      await assemble(`kept-${matrix}.mp4`, [
        { kind: 'source', source: path, range: [0, 6] },
        generated(9, 2),
      ]);
      const kept = join(folder, `kept-${matrix}.mp4`);
      expect(await probeMedia(kept)).toMatchObject({ colour: { matrix } });
      const [before, after] = [yuv(path), yuv(kept)];
      let distance = 0;
      before.forEach((value, at) => (distance += Math.abs(value - (after[at] ?? 0)) / before.length));
      expect(distance).toBeLessThan(0.5);
      const frames = await readFrames(tool, kept, { indices: [6, 7], size, fit: 'cover' }, signal);
      expect(numbersOf(frames, size)).toEqual([9, 10]);
    }
  });

  it('extends backward, bridges and keeps the same promise', async () => {
    await assemble('head.mp4', [known(0, 9)]);
    await assemble('tail.mp4', [known(9, 11)]);
    await assemble('bridge.mp4', [generated(200, 4), known(0, 9), generated(300, 6), known(9, 11)]);
    const frames = decoded('bridge.mp4');
    expect(numbersOf(frames, size)).toEqual([
      ...range(4, 200),
      ...range(9),
      ...range(6, 300),
      ...range(11, 9),
    ]);
    const bytes = size.width * size.height * 3;
    expect(frames.subarray(4 * bytes, 13 * bytes).equals(decoded('head.mp4'))).toBe(true);
    expect(frames.subarray(19 * bytes).equals(decoded('tail.mp4'))).toBe(true);
  });

  it('is bit for bit the decoded source when it is lossless', async () => {
    for (const file of ['raw.mov', 'raw.webm']) {
      await assemble(file, [generated(50, 2), known(0, 20)], { lossless: true });
      const frames = decoded(file);
      const expected = await readFrames(tool, source, { indices: range(20), size, fit: 'cover' }, signal);
      const bytes = size.width * size.height * 3;
      expect(frames.subarray(2 * bytes).equals(Buffer.from(expected))).toBe(true);
      expect(frames.subarray(0, bytes).equals(Buffer.from(numberedFrame(50, size)))).toBe(true);
    }
  });

  it.each(['joined.webm', 'joined.gif'])('joins in other containers: %s', async (file) => {
    await assemble(file, [known(5, 6), generated(100, 3)]);
    expect(numbersOf(decoded(file), size)).toEqual([...range(6, 5), ...range(3, 100)]);
  });

  it('conforms a source of another rate and size by showing the latest frame', async () => {
    const take = await assemble('conformed.mp4', [known(0, 25), generated(100, 1)], {
      rate: { num: 30_000, den: 1001 },
      size: { width: 240, height: 136 },
    });
    expect(take.frames).toBe(26);
    const shown = range(25).map((index) => Math.floor((index * 1001 * 24) / 30_000 + 1e-9));
    expect(numbersOf(decoded('conformed.mp4'), { width: 240, height: 136 })).toEqual([...shown, 100]);
  });

  it('keeps the sound of the source at its place and is silent elsewhere', async () => {
    await assemble('sound.mp4', [generated(0, 24), known(0, 20), generated(60, 12)]);
    const probe = await probeVideo(join(folder, 'sound.mp4'));
    expect(probe.audio).toMatchObject({ codec: 'aac', sampleRate: 48_000, channels: 2 });
    expect(Math.abs((probe.audio?.seconds ?? 0) - 56 / 24)).toBeLessThan(0.05);
    const args = ['-i', join(folder, 'sound.mp4'), ...'-map 0:a -ac 1 -ar 48000 -f f32le pipe:1'.split(' ')];
    const pcm = runForFixture(tool.path, args);
    const loud = (from: number, to: number) => {
      let sum = 0;
      for (let at = Math.round(from * 48_000); at < to * 48_000; at += 1) sum += pcm.readFloatLE(at * 4) ** 2;
      return Math.sqrt(sum / ((to - from) * 48_000));
    };
    expect(loud(0, 0.95)).toBeLessThan(0.002);
    expect(loud(1.05, 1.78)).toBeGreaterThan(0.05);
    expect(loud(1.9, 2.3)).toBeLessThan(0.002);
  });

  it('leaves nothing behind when the frames fail to come or come in another number', async () => {
    const before = await readdir(folder);
    const failing: GeneratedPart = {
      ...generated(0, 3),
      frames: (async function* () {
        yield { rgb: numberedFrame(0, size), repeat: 1 };
        throw new Error('the engine fell over');
      })(),
    };
    await expect(assemble('failed.mp4', [known(0, 20), failing])).rejects.toThrow('the engine fell over');
    await expect(assemble('failed.mp4', [{ ...generated(0, 3), count: 4 }])).rejects.toThrow(
      '3 frames came where 4',
    );
    const hanging: GeneratedPart = {
      ...generated(0, 3),
      frames: { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }) },
    };
    await expect(
      assemble('failed.mp4', [{ kind: 'source', source: join(folder, 'none.mp4'), range: [0, 3] }, hanging]),
    ).rejects.toMatchObject({ code: 'input.file.missing' });
    await expect(assemble('failed.mp4', [known(15, 10), hanging])).rejects.toMatchObject({
      code: 'input.clip.tooShort',
    });
    expect(await readdir(folder)).toEqual(before);
  });
});
