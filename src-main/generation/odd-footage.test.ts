import { expect, test } from 'vitest';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { generationRequestSchema, type GenerationRequestInput } from '../../src-shared/generation/request.ts';
import { mediaIdSchema } from '../../src-shared/lib/ids.ts';
import { runForFixture, writeNumberedClip } from '../media/testing/numbered-clip.ts';
import { tinyStudio } from './testing/tiny-studio.ts';

/** Every operation with footage nobody would choose: too short, of another make than the project, asked for beyond its end. */
const tiny = tinyStudio({
  manifest(manifest) {
    Object.assign(manifest, {
      operations: { ...Object(manifest['operations']), smooth: { native: true } },
    });
  },
});
const size = { width: 192, height: 108 };
const rate = { num: 24, den: 1 };
const source = mediaIdSchema.parse('media-clip');
const common = { prompt: 'a red ball', size, rate };

/** Each operation on a clip of the file, and how many frames it adds to it. */
function operations(range: readonly [number, number], clip: string) {
  const part = { source: mediaIdSchema.parse(clip), range: [range[0], range[1]] as [number, number] };
  const twice: [number, number] = [range[0] * 2, range[1] * 2];
  const [from, to] = [(range[0] + range[1] - 1) / 24, (range[0] + range[1]) / 24];
  const all: readonly (readonly [GenerationRequestInput, (length: number) => number])[] = [
    [{ ...common, operation: 'extend-forward', seconds: 0.5, ...part }, (length) => length + 12],
    [{ ...common, operation: 'extend-backward', seconds: 0.5, ...part }, (length) => length + 12],
    [{ ...common, operation: 'loop', seconds: 0.5, ...part }, (length) => length + 12],
    [
      { ...common, operation: 'bridge', seconds: 0.5, before: part, after: part },
      (length) => 2 * length + 12,
    ],
    [{ ...common, operation: 'fill', from, to, ...part }, (length) => length],
    [{ ...common, operation: 'restyle', strength: 0.5, ...part }, (length) => length],
    // Ranges count frames of the finished file.
    [
      { ...common, operation: 'smooth', rate: { num: 48, den: 1 }, source: part.source, range: twice },
      (length) => length * 2,
    ],
  ];
  return all;
}

function numbered(name: string, count: number): void {
  writeNumberedClip(tiny.tool.path, tiny.studio.at(name), {
    size,
    rate: '24',
    count,
    encode: '-c:v libx264 -qp 0 -pix_fmt yuv444p'.split(' '),
  });
}

async function codeOf(request: GenerationRequestInput, ...files: string[]): Promise<string> {
  const error: unknown = await tiny.studio.make({ request, files }).catch((thrown: unknown) => thrown);
  if (!(error instanceof AppError)) return 'made';
  expect(error.message).toMatch(/^[^\n]{5,200}\.$/);
  return error.code;
}

test.each([1, 2])(
  'a clip of %i frame(s), shorter than the model’s context, gives what it has, and every length is exact',
  async (count) => {
    numbered('clip.mp4', count);
    for (const [index, [request, expected]] of operations([0, count], 'media-clip').entries()) {
      // One frame replaced leaves nothing that is known; one frame has nothing between.
      const isTooShort = count === 1 && (request.operation === 'fill' || request.operation === 'smooth');
      const out = `take-${count}-${index}.mp4`;
      const made = isTooShort
        ? await codeOf(request, 'clip.mp4')
        : (await tiny.studio.make({ request, files: ['clip.mp4'], out })).frames;
      expect([request.operation, made]).toEqual([
        request.operation,
        isTooShort ? 'input.clip.tooShort' : expected(count),
      ]);
    }
  },
);

test('footage of another rate, size, shape and colour range is brought to the project’s by every operation', async () => {
  runForFixture(tiny.tool.path, [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=130x200:r=30000/1001:d=1',
    ...'-pix_fmt yuvj420p -color_range pc'.split(' '),
    tiny.studio.at('clip.mov'),
  ]);
  for (const [index, [request, expected]] of operations([0, 12], 'media-clip').entries()) {
    // Smoothing leaves the footage in its own size and counts its own frames: the project’s come after.
    if (request.operation === 'smooth') continue;
    const result = await tiny.studio.make({ request, files: ['clip.mov'], out: `odd-${index}.mp4` });
    expect(result, request.operation).toMatchObject({ frames: expected(12), size, rate });
  }
});

test('a range that lies outside its clip is refused by every operation, in a sentence', async () => {
  numbered('clip.mp4', 12);
  for (const range of [
    [10, 5],
    [12, 1],
    [400, 24],
  ] as const) {
    for (const [request] of operations(range, 'media-clip')) {
      const code = await codeOf(request, 'clip.mp4');
      expect([request.operation, range, code]).toEqual([
        request.operation,
        range,
        expect.stringMatching(/^input\./),
      ]);
    }
  }
  const keys = [{ source, frame: 99, at: 0.25 }];
  expect(await codeOf({ ...common, operation: 'keyframes', seconds: 0.5, keys }, 'clip.mp4')).toBe(
    'input.option',
  );
});

test('a picture of one pixel begins, ends and is pinned', async () => {
  const filter = 'color=red:s=2x2,format=rgb24,crop=1:1:0:0';
  runForFixture(tiny.tool.path, ['-f', 'lavfi', '-i', filter, '-frames:v', '1', tiny.studio.at('dot.png')]);
  const dot = mediaIdSchema.parse('media-dot');
  const requests: readonly GenerationRequestInput[] = [
    { ...common, operation: 'animate', seconds: 0.5, image: dot, last: dot },
    { ...common, operation: 'keyframes', seconds: 0.5, keys: [{ source: dot, at: 0.25 }] },
  ];
  for (const [index, request] of requests.entries()) {
    const result = await tiny.studio.make({ request, files: ['dot.png'], out: `dot-${index}.mp4` });
    expect(result).toMatchObject({ frames: 12, size });
  }
});

test('without a project, a take has the rate of its clip and whole frames of it', async () => {
  runForFixture(tiny.tool.path, [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=66x120:r=25:d=1',
    ...'-frames:v 24 -pix_fmt yuvj420p -color_range pc'.split(' '),
    tiny.studio.at('upright.mp4'),
  ]);
  const request = { operation: 'extend-forward', prompt: '', seconds: 0.5, source: 'media-upright' } as const;
  const result = await tiny.studio.make({ request, files: ['upright.mp4'], out: 'upright-longer.mp4' });
  // Half a second of 25 frames a second is twelve and a half frames.
  expect(result).toMatchObject({ frames: 24 + 13, rate: { num: 25, den: 1 } });
});

test('a bridge of a minute has all of its frames, and more than a minute is refused', async () => {
  numbered('clip.mp4', 12);
  const small = { width: 32, height: 18 };
  const bridge = {
    ...common,
    size: small,
    steps: 1,
    operation: 'bridge',
    before: { source },
    after: { source },
  } as const;
  const result = await tiny.studio.make({ request: { ...bridge, seconds: 60 }, files: ['clip.mp4'] });
  expect(result.frames).toBe(12 + 1440 + 12);
  expect(result.recipe.generatedRanges).toEqual([[12, 1440]]);
  expect(result.seams).toHaveLength(2);
  const longer = { ...bridge, seconds: 60.1 };
  expect(generationRequestSchema.safeParse(longer).success).toBe(false);
});
