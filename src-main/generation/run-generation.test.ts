import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { generationRequestSchema } from '../../src-shared/generation/request.ts';
import type { GenerationRequestInput } from '../../src-shared/generation/request.ts';
import { jobIdSchema, mediaIdSchema } from '../../src-shared/lib/ids.ts';
import { createEngineHost } from '../engine-host/engine-host.ts';
import { buildEngine } from '../engine/testing/built-engine.ts';
import type { BuiltEngine } from '../engine/testing/built-engine.ts';
import { writeTinyPack } from '../engine/testing/tiny-pack.ts';
import { silentLogger } from '../log/logger.ts';
import { readFrames } from '../media/read-frames.ts';
import { resolveFfmpeg } from '../media/resolve-ffmpeg.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import { numbersOf, writeNumberedClip } from '../media/testing/numbered-clip.ts';
import { createEngineSeat } from './engine-seat.ts';
import type { EngineSeat } from './engine-seat.ts';
import type { GenerationListener, GenerationResult } from './generation.ts';
import { runGeneration } from './run-generation.ts';

const never = new AbortController().signal;
const size = { width: 192, height: 108 };
let engine: BuiltEngine;
let tool: FfmpegTool;
let seat: EngineSeat;
let folder = '';

beforeAll(async () => {
  [engine, tool] = await Promise.all([buildEngine(), resolveFfmpeg()]);
});
afterAll(() => engine.remove());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-generation-'));
  await mkdir(join(folder, 'out'));
  await mkdir(join(folder, 'models'));
  await rename((await writeTinyPack()).folder, join(folder, 'models', 'tiny'));
  seat = createEngineSeat(
    createEngineHost({ nodePath: process.execPath, enginePath: engine.path, log: silentLogger }),
    1,
  );
});
afterEach(async () => {
  await seat.dispose();
  await rm(folder, { recursive: true, force: true });
});

interface Wish {
  readonly request: GenerationRequestInput;
  readonly source?: string;
  readonly out?: string;
  readonly listener?: GenerationListener;
  readonly signal?: AbortSignal;
}

const mediaId = mediaIdSchema.parse('media-source');

function make({
  request,
  source,
  out = 'take.mp4',
  listener = {},
  signal = never,
}: Wish): Promise<GenerationResult> {
  return runGeneration(
    {
      modelsFolder: join(folder, 'models'),
      engine: seat,
      ffmpeg: () => Promise.resolve(tool),
      drawSeed: () => '7',
      nowMs: () => performance.now(),
    },
    {
      jobId: jobIdSchema.parse('job-test'),
      request: generationRequestSchema.parse({ packId: 'tiny', backend: 'cpu', size, ...request }),
      paths: source === undefined ? undefined : new Map([[mediaId, join(folder, source)]]),
      out: join(folder, 'out', out),
    },
    listener,
    signal,
  );
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
  expect(await readdir(join(folder, 'out'))).toEqual(['take.mp4']);
});

test('the same seed makes the same frames, another seed others', async () => {
  const frame = async (out: string, seed: string): Promise<Uint8Array> => {
    const request = { operation: 'generate', prompt: 'a red ball', seconds: 0.5, seed, raw: true } as const;
    const result = await make({ request, out });
    const visible = { width: 32, height: 18 };
    return readFrames(tool, result.out, { indices: [0, 1, 2, 3], size: visible, fit: 'cover' }, never);
  };
  const first = await frame('a.mp4', '11');
  expect(await frame('b.mp4', '11')).toEqual(first);
  expect(await frame('c.mp4', '12')).not.toEqual(first);
});

test('extending keeps every frame of the clip at its place and measures the join', async () => {
  const encode = '-c:v libx264 -qp 0 -pix_fmt yuv444p'.split(' ');
  writeNumberedClip(tool.path, join(folder, 'clip.mp4'), { size, rate: '24', count: 24, encode });
  const forward = await make({
    request: { operation: 'extend-forward', prompt: '', seconds: 1, source: mediaId, size: undefined },
    source: 'clip.mp4',
  });
  expect(forward.frames).toBe(48);
  expect(forward.recipe).toMatchObject({
    generatedRanges: [[24, 24]],
    parents: [{ mediaId, range: [0, 24] }],
  });
  expect(forward.seams).toHaveLength(1);
  expect(forward.seams[0]?.frame).toBe(24);
  const indices = Array.from({ length: 24 }, (_, index) => index);
  const head = await readFrames(tool, forward.out, { indices, size, fit: 'cover' }, never);
  expect(numbersOf(head, size)).toEqual(indices);

  const backward = await make({
    request: { operation: 'extend-backward', prompt: '', seconds: 1, source: mediaId, size: undefined },
    source: 'clip.mp4',
    out: 'back.mp4',
  });
  expect(backward.recipe.generatedRanges).toEqual([[0, 24]]);
  const tail = await readFrames(
    tool,
    backward.out,
    { indices: indices.map((index) => index + 24), size, fit: 'cover' },
    never,
  );
  expect(numbersOf(tail, size)).toEqual(indices);
});

test('an animated image is what is seen first, untouched by the model', async () => {
  writeNumberedClip(tool.path, join(folder, 'still.png'), {
    size,
    rate: '24',
    count: 1,
    from: 1234,
    encode: [],
  });
  const result = await make({
    request: { operation: 'animate', prompt: 'a red ball', seconds: 1, image: mediaId },
    source: 'still.png',
  });
  expect(result.frames).toBe(24);
  expect(result.recipe.generatedRanges).toEqual([[3, 21]]);
  const first = await readFrames(tool, result.out, { indices: [0, 1, 2], size, fit: 'cover' }, never);
  expect(numbersOf(first, size)).toEqual([1234, 1234, 1234]);
});

test('cancelling while it denoises ends it and leaves nothing, and the next one runs', async () => {
  const stop = new AbortController();
  const request = { operation: 'generate', prompt: 'a red ball', seconds: 4 } as const;
  const work = make({ request, signal: stop.signal, listener: { step: () => stop.abort() } });
  expect(await codeOf(work)).toBe('cancelled');
  expect(await readdir(join(folder, 'out'))).toEqual([]);
  expect((await make({ request: { ...request, seconds: 0.5 } })).frames).toBe(12);
});

test('what can not be written is told as that, and the engine is free again', async () => {
  const request = { operation: 'generate', prompt: 'a red ball', seconds: 0.5 } as const;
  expect(await codeOf(make({ request, out: 'missing/take.mp4' }))).toBe('output.unwritable');
  expect((await make({ request })).frames).toBe(12);
});

test('a pack with a wrong hash loads nothing, a missing one is named', async () => {
  await writeFile(join(folder, 'models', 'tiny', 'decoder.onnx'), 'not what was promised');
  const request = { operation: 'generate', prompt: 'a red ball', seconds: 0.5 } as const;
  expect(await codeOf(make({ request }))).toBe('pack.hash');
  expect(await codeOf(make({ request: { ...request, packId: 'grand' } }))).toBe('pack.missing');
  expect(await readdir(join(folder, 'out'))).toEqual([]);
});
