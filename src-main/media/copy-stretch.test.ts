import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleTake } from './assemble-take.ts';
import type { GeneratedPart, TakePart } from './assemble-take.ts';
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
const bytes = size.width * size.height * 3;
let folder = '';
let tool: FfmpegTool;
let take = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-copy-'));
  tool = await resolveFfmpeg();
  take = (await assemble('take.mp4', [made(0, 40)])).path;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const range = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);

function made(from: number, count: number): GeneratedPart {
  return {
    kind: 'generated',
    size,
    count,
    frames: (async function* () {
      for (const number of range(count, from)) yield { rgb: numberedFrame(number, size), repeat: 1 };
    })(),
  };
}

const known = (source: string, first: number, count: number): TakePart => ({
  kind: 'source',
  source,
  range: [first, count],
});

function assemble(file: string, parts: readonly TakePart[], lossless = false) {
  const options = { out: join(folder, file), container: 'mp4', size, rate, lossless, parts } as const;
  return assembleTake(tool, options, signal);
}

/** One line per coded picture: a hash of its bytes without their clock. */
function coded(path: string): string[] {
  const hashes = '-map 0:v:0 -c copy -bsf:v h264_mp4toannexb -f framemd5 pipe:1'.split(' ');
  return runForFixture(tool.path, ['-i', path, ...hashes])
    .toString()
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split(',').at(-1)?.trim() ?? '');
}

const pictures = (path: string, first: number, count: number): Buffer =>
  decodeAll(tool.path, path).subarray(first * bytes, (first + count) * bytes);

describe('frames of a take in another', () => {
  it('are copied as they are coded', async () => {
    const { path } = await assemble('longer.mp4', [known(take, 0, 40), made(40, 8)]);
    expect(numbersOf(decodeAll(tool.path, path), size)).toEqual(range(48));
    expect(coded(path).slice(0, 40)).toEqual(coded(take));
    expect(pictures(path, 0, 40).equals(pictures(take, 0, 40))).toBe(true);
  });

  it('lose nothing however often they are used', async () => {
    let path = take;
    for (const round of range(3)) {
      const parts = [known(path, 0, 40 + round * 5), made(40 + round * 5, 5)];
      path = (await assemble(`round-${round}.mp4`, parts)).path;
    }
    expect(numbersOf(decodeAll(tool.path, path), size)).toEqual(range(55));
    expect(pictures(path, 0, 40).equals(pictures(take, 0, 40))).toBe(true);
  });

  it('are coded up to the first key picture and copied from there', async () => {
    const { path } = await assemble('within.mp4', [made(0, 5), known(take, 5, 30)]);
    expect(numbersOf(decodeAll(tool.path, path), size)).toEqual(range(35));
    // Key pictures stand at every twelfth frame.
    expect(coded(path).slice(12)).toEqual(coded(take).slice(12, 35));
  });

  it('are coded where the range has no key picture', async () => {
    const { path } = await assemble('short.mp4', [known(take, 13, 9), made(22, 3)]);
    expect(numbersOf(decodeAll(tool.path, path), size)).toEqual(range(12, 13));
  });

  it('are copied losslessly from a lossless take', async () => {
    const { path: raw } = await assemble('raw.mp4', [made(0, 20)], true);
    const { path } = await assemble('rawer.mp4', [known(raw, 0, 20), made(20, 4)], true);
    expect(coded(path).slice(0, 20)).toEqual(coded(raw));
    // Of another kind they are not: a lossless take can't hold what was coded with losses as it is.
    const { path: mixed } = await assemble('mixed.mp4', [known(take, 0, 20), made(20, 4)], true);
    expect(numbersOf(decodeAll(tool.path, mixed), size)).toEqual(range(24));
    expect(coded(mixed).slice(0, 20)).not.toEqual(coded(take).slice(0, 20));
  });
});

describe('films that only look like a take', () => {
  it.each([
    ['pictures out of order', '-bf 2 -g 12 -preset veryfast -crf 12 -sc_threshold 0'],
    ['another coder’s settings', '-bf 0 -g 12 -preset medium -crf 12'],
  ])('are coded: %s', async (_, settings) => {
    const film = join(folder, `film-${settings.length}.mp4`);
    const encode = `-c:v libx264 -pix_fmt yuv420p ${settings}`.split(' ');
    writeNumberedClip(tool.path, film, { size, rate: '24', count: 30, encode });
    const { path } = await assemble(`of-film-${settings.length}.mp4`, [known(film, 0, 30), made(30, 4)]);
    expect(numbersOf(decodeAll(tool.path, path), size)).toEqual(range(34));
    expect(coded(path).slice(0, 30)).not.toEqual(coded(film));
  });

  it('are coded where their coding changes on the way', async () => {
    // Two streams of one size behind each other, the second with other settings: the tables don’t tell.
    const other = join(folder, 'other.mp4');
    const encode = '-c:v libx264 -pix_fmt yuv420p -bf 0 -g 12 -preset medium -crf 14'.split(' ');
    writeNumberedClip(tool.path, other, { size, rate: '24', count: 12, from: 24, encode });
    const streams = [known24(), annexB(other)];
    const joined = join(folder, 'joined.mp4');
    const mux = '-f h264 -framerate 24 -i pipe:0 -c copy -bsf:v setts=pts=N*1/(24*TB):dts=N*1/(24*TB)'.split(
      ' ',
    );
    runForFixture(tool.path, [...mux, joined], Buffer.concat(streams));
    const { path } = await assemble('of-joined.mp4', [known(joined, 0, 36), made(36, 4)]);
    expect(numbersOf(decodeAll(tool.path, path), size)).toEqual(range(40));
    expect(coded(path).slice(0, 24)).not.toEqual(coded(take).slice(0, 24));
  });

  function annexB(path: string, more: readonly string[] = []): Buffer {
    const out = '-map 0:v:0 -c copy -bsf:v h264_mp4toannexb -f h264 pipe:1'.split(' ');
    return runForFixture(tool.path, ['-i', path, ...more, ...out]);
  }

  function known24(): Buffer {
    return annexB(take, ['-frames:v', '24']);
  }
});
