import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { GenerationRequestInput, Size } from '../../src-shared/generation/request.ts';
import { assembleTake } from '../media/assemble-take.ts';
import { readFrames } from '../media/read-frames.ts';
import { decodeAll, numbersOf, runForFixture, writeNumberedClip } from '../media/testing/numbered-clip.ts';
import type { GenerationResult } from './generation.ts';
import { tinyStudio } from './testing/tiny-studio.ts';

const never = new AbortController().signal;
const size = { width: 192, height: 108 };
const visible = { width: 32, height: 18 };
const tiny = tinyStudio({
  manifest(manifest) {
    Object.assign(manifest, {
      operations: { ...Object(manifest['operations']), smooth: { native: true } },
    });
  },
});

const lossless = '-c:v libx264 -qp 0 -pix_fmt yuv444p'.split(' ');

/** A film whose frames are numbered from `from` on. */
function film(name: string, count: number, from = 0, rate = '24', of: Size = size): void {
  writeNumberedClip(tiny.tool.path, tiny.studio.at(name), { size: of, rate, count, from, encode: lossless });
}

/** Footage as a camera or a generator of test pictures makes it. */
function footage(name: string, source: string, ...encode: string[]): void {
  runForFixture(tiny.tool.path, ['-f', 'lavfi', '-i', source, ...encode, tiny.studio.at(name)]);
}

function span(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

async function numbers(result: GenerationResult, first: number, count: number): Promise<number[]> {
  const frames = await readFrames(
    tiny.tool,
    result.out,
    { indices: span(first, count), size, fit: 'cover' },
    never,
  );
  return numbersOf(frames, size);
}

/** Codes a file alone as a take is coded: what "identical to a plain conform" is measured against. */
async function conformed(name: string, first: number, count: number, { size: to, rate }: GenerationResult) {
  const out = join(tiny.studio.folder, 'conformed.mp4');
  const parts = [{ kind: 'source', source: tiny.studio.at(name), range: [first, count] }] as const;
  await assembleTake(tiny.tool, { out, container: 'mp4', size: to, rate, lossless: false, parts }, never);
  return decodeAll(tiny.tool.path, out);
}

function part(all: Buffer, first: number, count: number, { width, height }: Size): Buffer {
  const bytes = width * height * 3;
  return all.subarray(first * bytes, (first + count) * bytes);
}

async function codeOf(request: GenerationRequestInput, ...files: string[]): Promise<string> {
  const error: unknown = await tiny.studio.make({ request, files }).then(
    () => undefined,
    (failure: unknown) => failure,
  );
  expect(await readdir(tiny.studio.at('out'))).toEqual([]);
  return error instanceof AppError ? error.code : String(error);
}

test('a bridge keeps both clips frame by frame, makes exactly what was asked for, and measures both joins', async () => {
  film('a.mp4', 30, 100);
  film('b.mp4', 20, 500);
  const request = {
    operation: 'bridge',
    prompt: '',
    seconds: 37 / 24,
    before: { source: 'media-a' },
    after: { source: 'media-b' },
  } as const;
  const result = await tiny.studio.make({ request, files: ['a.mp4', 'b.mp4'] });
  expect(result).toMatchObject({ frames: 87, size });
  expect(result.recipe).toMatchObject({
    operation: 'bridge',
    generatedRanges: [[30, 37]],
    parents: [
      { mediaId: 'media-a', range: [0, 30] },
      { mediaId: 'media-b', range: [0, 20] },
    ],
  });
  expect(result.seams.map(({ frame }) => frame)).toEqual([30, 67]);
  expect(await numbers(result, 0, 30)).toEqual(span(100, 30));
  expect(await numbers(result, 67, 20)).toEqual(span(500, 20));

  const joined = await tiny.studio.make({
    request: { ...request, seconds: 9 / 24, join: true },
    files: ['a.mp4', 'b.mp4'],
    out: 'joined.mp4',
  });
  expect(joined.frames).toBe(50);
  expect(await numbers(joined, 0, 26)).toEqual(span(100, 26));
  expect(await numbers(joined, 35, 15)).toEqual(span(505, 15));
});

test('known frames of a delivered take are those of a plain conform, bit for bit; with raw they are the file’s', async () => {
  footage('real.mp4', 'testsrc2=s=201x121:r=25:d=2', '-pix_fmt', 'yuv420p');
  const fill = { operation: 'fill', prompt: '', source: 'media-real', from: 0.8, to: 1.2 } as const;
  const result = await tiny.studio.make({ request: fill, files: ['real.mp4'] });
  expect(result).toMatchObject({ frames: 50, size: { width: 200, height: 120 }, rate: { num: 25, den: 1 } });
  const delivered = decodeAll(tiny.tool.path, result.out);
  for (const [first, count] of [
    [0, 20],
    [30, 20],
  ] as const) {
    const plain = await conformed('real.mp4', first, count, result);
    expect(part(delivered, first, count, result.size).equals(plain)).toBe(true);
  }

  film('small.mp4', 16, 0, '8', visible);
  const raw = await tiny.studio.make({
    request: { ...fill, source: 'media-small', from: 0.5, to: 1, raw: true },
    files: ['small.mp4'],
    out: 'raw.mp4',
  });
  expect(raw).toMatchObject({ frames: 16, size: visible, rate: { num: 8, den: 1 } });
  const [before, after] = [
    decodeAll(tiny.tool.path, tiny.studio.at('small.mp4')),
    decodeAll(tiny.tool.path, raw.out),
  ];
  expect(part(after, 0, 4, visible).equals(part(before, 0, 4, visible))).toBe(true);
  expect(part(after, 8, 8, visible).equals(part(before, 8, 8, visible))).toBe(true);
  expect(part(after, 4, 4, visible).equals(part(before, 4, 4, visible))).toBe(false);
});

test('a clip is closed from its end to its beginning; a new loop is closed from the start', async () => {
  film('clip.mp4', 24);
  const closed = await tiny.studio.make({
    request: { operation: 'loop', prompt: '', seconds: 1, source: 'media-clip' },
    files: ['clip.mp4'],
  });
  expect(closed.frames).toBe(48);
  expect(closed.recipe.generatedRanges).toEqual([[24, 24]]);
  expect(closed.seams.map(({ frame }) => frame)).toEqual([24, 0]);
  expect(closed.recipe.loop).toMatchObject({ isStill: expect.any(Boolean) });
  expect(await numbers(closed, 0, 24)).toEqual(span(0, 24));

  const fresh = await tiny.studio.make({
    request: { operation: 'loop', prompt: 'a red ball', seconds: 1.5, size },
    out: 'fresh.mp4',
  });
  expect(fresh.frames).toBe(36);
  expect(fresh.recipe.plan.loop).toBe(true);
  expect(fresh.seams.map(({ frame }) => frame)).toEqual([0]);
});

test('pictures stand where they are pinned', async () => {
  film('clip.mp4', 24, 200);
  writeNumberedClip(tiny.tool.path, tiny.studio.at('still.png'), {
    size,
    rate: '24',
    count: 1,
    from: 77,
    encode: [],
  });
  const result = await tiny.studio.make({
    request: {
      operation: 'keyframes',
      prompt: 'a red ball',
      seconds: 1.5,
      size,
      keys: [
        { source: 'media-clip', frame: 11, at: 0.5 },
        { source: 'media-still', at: 1.5 },
      ],
    },
    files: ['clip.mp4', 'still.png'],
  });
  expect(result.frames).toBe(36);
  expect(result.recipe.generatedRanges).toEqual([
    [0, 12],
    [15, 18],
  ]);
  expect(await numbers(result, 12, 3)).toEqual([211, 211, 211]);
  expect(await numbers(result, 33, 3)).toEqual([77, 77, 77]);
  expect(result.seams.map(({ frame }) => frame)).toEqual([12, 15, 33]);

  const ends = await tiny.studio.make({
    request: {
      operation: 'animate',
      prompt: '',
      seconds: 1,
      size,
      image: 'media-still',
      last: 'media-still',
    },
    files: ['still.png'],
    out: 'ends.mp4',
  });
  expect(await numbers(ends, 0, 3)).toEqual([77, 77, 77]);
  expect(await numbers(ends, 21, 3)).toEqual([77, 77, 77]);
});

test('a restyle makes every frame anew, keeps the sound, and at strength 0 nothing at all', async () => {
  footage(
    'real.mp4',
    'testsrc2=s=192x108:r=24:d=1',
    ...'-f lavfi -i sine=d=1 -pix_fmt yuv420p -c:a aac -shortest'.split(' '),
  );
  const request = { operation: 'restyle', prompt: 'a red ball', source: 'media-real' } as const;
  const result = await tiny.studio.make({ request: { ...request, strength: 0.5 }, files: ['real.mp4'] });
  expect(result).toMatchObject({ frames: 24, seams: [] });
  expect(result.recipe).toMatchObject({ generatedRanges: [[0, 24]], strength: 0.5 });
  const streams = runForFixture(tiny.tool.path, ['-i', result.out, '-map', '0:a:0', '-f', 's16le', 'pipe:1']);
  expect(streams.length / 2 / 2 / 48_000).toBeGreaterThan(0.4);

  const kept = await tiny.studio.make({
    request: { ...request, strength: 0 },
    files: ['real.mp4'],
    out: 'kept.mp4',
  });
  expect(kept.recipe.generatedRanges).toEqual([]);
  expect(decodeAll(tiny.tool.path, kept.out).equals(await conformed('real.mp4', 0, 24, kept))).toBe(true);
});

test('smoothing puts made pictures between the clip’s own, also of one that holds its pictures', async () => {
  film('clip.mp4', 12, 300);
  const smooth = { operation: 'smooth', prompt: '', source: 'media-clip' } as const;
  const result = await tiny.studio.make({
    request: { ...smooth, rate: { num: 48, den: 1 } },
    files: ['clip.mp4'],
  });
  expect(result).toMatchObject({ frames: 24, rate: { num: 48, den: 1 } });
  const shown = await numbers(result, 0, 24);
  expect(shown.filter((_, index) => index % 2 === 0)).toEqual(span(300, 12));
  expect(shown.at(-1)).toBe(311);
  expect(result.recipe.generatedRanges).toEqual(span(0, 11).map((index) => [index * 2 + 1, 1]));

  runForFixture(tiny.tool.path, [
    '-i',
    tiny.studio.at('clip.mp4'),
    '-vf',
    'setpts=N/8/TB,fps=24',
    '-qp',
    '0',
    tiny.studio.at('held.mp4'),
  ]);
  const held = await tiny.studio.make({
    request: { ...smooth, source: 'media-held', rate: { num: 24, den: 1 } },
    files: ['held.mp4'],
    out: 'even.mp4',
  });
  expect(held.recipe.plan.given).toEqual(span(0, 12).map((index) => index * 3));
  const even = await numbers(held, 0, 34);
  expect(even.filter((_, index) => index % 3 === 0)).toEqual(span(300, 12));
});

test('clips of another rate, size, shape and colour range meet without a word', async () => {
  film('a.mp4', 24, 0);
  footage('b.mov', 'testsrc2=s=130x200:r=30000/1001:d=1', ...'-pix_fmt yuvj420p -color_range pc'.split(' '));
  const result = await tiny.studio.make({
    request: {
      operation: 'bridge',
      prompt: '',
      seconds: 0.5,
      before: { source: 'media-a' },
      after: { source: 'media-b' },
      fit: 'contain',
    },
    files: ['a.mp4', 'b.mov'],
  });
  expect(result).toMatchObject({ frames: 60, size, rate: { num: 24, den: 1 } });
  expect(await numbers(result, 0, 24)).toEqual(span(0, 24));
});

test('a clip of one frame, a bridge of one frame and a picture of one pixel work', async () => {
  film('one.mp4', 1, 42);
  const request = {
    operation: 'bridge',
    prompt: '',
    seconds: 1 / 24,
    before: { source: 'media-one' },
    after: { source: 'media-one' },
  } as const;
  const result = await tiny.studio.make({ request, files: ['one.mp4'] });
  expect(result.frames).toBe(3);
  expect(result.recipe.generatedRanges).toEqual([[1, 1]]);
  footage('dot.png', 'color=red:s=2x2,format=rgb24,crop=1:1:0:0', '-frames:v', '1');
  const dot = await tiny.studio.make({
    request: { operation: 'animate', prompt: 'a red ball', seconds: 0.5, image: 'media-dot' },
    files: ['dot.png'],
    out: 'dot.mp4',
  });
  expect(dot.frames).toBe(12);
});

test('what can not be is refused before anything is made', async () => {
  film('clip.mp4', 24);
  const source = 'media-clip';
  const between = { operation: 'bridge', prompt: '', before: { source }, after: { source } } as const;
  expect(await codeOf({ operation: 'fill', prompt: '', source, from: 0.5, to: 1.5 }, 'clip.mp4')).toBe(
    'input.seconds',
  );
  expect(await codeOf({ operation: 'fill', prompt: '', source, from: 0, to: 1 }, 'clip.mp4')).toBe(
    'input.clip.tooShort',
  );
  expect(await codeOf({ ...between, seconds: 60, join: true }, 'clip.mp4')).toBe('input.clip.tooShort');
  expect(
    await codeOf({ operation: 'smooth', prompt: '', source, rate: { num: 24, den: 1 } }, 'clip.mp4'),
  ).toBe('input.rate');
  expect(await codeOf({ ...between, seconds: 1 })).toBe('input.file.missing');
});
