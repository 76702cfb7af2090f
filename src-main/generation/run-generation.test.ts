import { readdir, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { readFrames } from '../media/read-frames.ts';
import { mediaIdSchema } from '../../src-shared/lib/ids.ts';
import { numbersOf, writeNumberedClip } from '../media/testing/numbered-clip.ts';
import type { GenerationResult } from './generation.ts';
import { tinyStudio, type TinyWish } from './testing/tiny-studio.ts';

const never = new AbortController().signal;
const size = { width: 192, height: 108 };
const tiny = tinyStudio();

function make({ request, ...wish }: TinyWish): Promise<GenerationResult> {
  return tiny.studio.make({ ...wish, request: { size, ...request } });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return error instanceof AppError ? error.code : String(error);
}

test('a prompt becomes a film of exactly the length asked for, with everything needed to make it again', async () => {
  const phases: string[] = [];
  const steps: string[] = [];
  const previews: number[] = [];
  const result = await make({
    request: { operation: 'generate', prompt: 'a red ball rolls', seconds: 1.5 },
    listener: {
      phase: (phase) => phases.push(phase),
      step: (index, total) => steps.push(`${index}/${total}`),
      preview: ({ size: picture, frames }) => {
        for (const frame of frames) previews.push(frame.length - picture.width * picture.height * 3);
      },
    },
  });
  expect(result).toMatchObject({ frames: 36, size, rate: { num: 24, den: 1 }, seams: [] });
  expect(result.recipe).toMatchObject({
    operation: 'generate',
    seed: '7',
    generatedRanges: [[0, 36]],
    backend: 'cpu',
  });
  expect(result.recipe.plan.total).toBe(12);
  expect(phases[0]).toBe('loading');
  expect(phases).toContain('denoising');
  expect(phases.at(-1)).toBe('saving');
  expect(steps.at(-1)).toBe(`${result.steps}/${result.steps}`);
  expect(previews.length).toBeGreaterThan(0);
  expect(new Set(previews)).toEqual(new Set([0]));
  expect(await readdir(tiny.studio.at('out'))).toEqual(['take.mp4']);
});

test('the same seed makes the same frames, another seed others', async () => {
  const frame = async (out: string, seed: string): Promise<Uint8Array> => {
    const request = { operation: 'generate', prompt: 'a red ball', seconds: 0.5, seed, raw: true } as const;
    const result = await make({ request, out });
    const visible = { width: 32, height: 18 };
    return readFrames(tiny.tool, result.out, { indices: [0, 1, 2, 3], size: visible, fit: 'cover' }, never);
  };
  const first = await frame('a.mp4', '11');
  expect(await frame('b.mp4', '11')).toEqual(first);
  expect(await frame('c.mp4', '12')).not.toEqual(first);
});

test('extending keeps every frame of the clip at its place and measures the join', async () => {
  const encode = '-c:v libx264 -qp 0 -pix_fmt yuv444p'.split(' ');
  writeNumberedClip(tiny.tool.path, tiny.studio.at('clip.mp4'), { size, rate: '24', count: 24, encode });
  const forward = await make({
    request: {
      operation: 'extend-forward',
      prompt: '',
      seconds: 1,
      source: mediaIdSchema.parse('media-clip'),
      size: undefined,
    },
    files: ['clip.mp4'],
  });
  expect(forward.frames).toBe(48);
  expect(forward.recipe).toMatchObject({
    generatedRanges: [[24, 24]],
    parents: [{ mediaId: 'media-clip', range: [0, 24] }],
  });
  expect(forward.seams).toHaveLength(1);
  expect(forward.seams[0]?.frame).toBe(24);
  const indices = Array.from({ length: 24 }, (_, index) => index);
  const head = await readFrames(tiny.tool, forward.out, { indices, size, fit: 'cover' }, never);
  expect(numbersOf(head, size)).toEqual(indices);

  const backward = await make({
    request: {
      operation: 'extend-backward',
      prompt: '',
      seconds: 1,
      source: mediaIdSchema.parse('media-clip'),
      size: undefined,
    },
    files: ['clip.mp4'],
    out: 'back.mp4',
  });
  expect(backward.recipe.generatedRanges).toEqual([[0, 24]]);
  const tail = await readFrames(
    tiny.tool,
    backward.out,
    { indices: indices.map((index) => index + 24), size, fit: 'cover' },
    never,
  );
  expect(numbersOf(tail, size)).toEqual(indices);
});

test('an animated image is what is seen first, untouched by the model', async () => {
  writeNumberedClip(tiny.tool.path, tiny.studio.at('still.png'), {
    size,
    rate: '24',
    count: 1,
    from: 1234,
    encode: [],
  });
  const result = await make({
    request: {
      operation: 'animate',
      prompt: 'a red ball',
      seconds: 1,
      image: mediaIdSchema.parse('media-still'),
    },
    files: ['still.png'],
  });
  expect(result.frames).toBe(24);
  expect(result.recipe.generatedRanges).toEqual([[3, 21]]);
  const first = await readFrames(tiny.tool, result.out, { indices: [0, 1, 2], size, fit: 'cover' }, never);
  expect(numbersOf(first, size)).toEqual([1234, 1234, 1234]);
});

test('cancelling while it denoises ends it and leaves nothing, and the next one runs', async () => {
  const stop = new AbortController();
  const request = { operation: 'generate', prompt: 'a red ball', seconds: 4 } as const;
  const work = make({ request, signal: stop.signal, listener: { step: () => stop.abort() } });
  expect(await codeOf(work)).toBe('cancelled');
  expect(await readdir(tiny.studio.at('out'))).toEqual([]);
  expect((await make({ request: { ...request, seconds: 0.5 } })).frames).toBe(12);
});

test('what can not be written is told as that, and the engine is free again', async () => {
  const request = { operation: 'generate', prompt: 'a red ball', seconds: 0.5 } as const;
  expect(await codeOf(make({ request, out: 'missing/take.mp4' }))).toBe('output.unwritable');
  expect((await make({ request })).frames).toBe(12);
});

test('a pack with a wrong hash loads nothing, a missing one is named', async () => {
  await writeFile(tiny.studio.at('models/tiny/decoder.onnx'), 'not what was promised');
  const request = { operation: 'generate', prompt: 'a red ball', seconds: 0.5 } as const;
  expect(await codeOf(make({ request }))).toBe('pack.hash');
  expect(await codeOf(make({ request: { ...request, packId: 'grand' } }))).toBe('pack.missing');
  expect(await readdir(tiny.studio.at('out'))).toEqual([]);
});
