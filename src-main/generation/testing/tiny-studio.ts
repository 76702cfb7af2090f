import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { generationRequestSchema } from '../../../src-shared/generation/request.ts';
import type { GenerationRequestInput } from '../../../src-shared/generation/request.ts';
import { jobIdSchema, mediaIdSchema } from '../../../src-shared/lib/ids.ts';
import { createEngineHost, type EngineHost } from '../../engine-host/engine-host.ts';
import { buildProgram, type BuiltProgram } from '../../platform/testing/built-program.ts';
import { writeTinyPack, type PackChange } from '../../engine/testing/tiny-pack.ts';
import { silentLogger } from '../../log/logger.ts';
import { resolveFfmpeg, type FfmpegTool } from '../../media/resolve-ffmpeg.ts';
import { createEngineSeat } from '../engine-seat.ts';
import type { GenerationDeps, GenerationListener, GenerationResult } from '../generation.ts';
import { runGeneration } from '../run-generation.ts';

export interface TinyWish {
  readonly request: GenerationRequestInput;
  /** Files of the studio's folder by the id the request gives them: `clip.mp4` is `media-clip`. */
  readonly files?: readonly string[];
  readonly out?: string;
  readonly stateFolder?: string;
  readonly listener?: GenerationListener;
  readonly signal?: AbortSignal;
}

/** The whole way from a request to a file with a pack of a few kilobytes, in a folder of its own. */
export interface TinyStudio {
  readonly folder: string;
  readonly host: EngineHost;
  readonly deps: GenerationDeps;
  at(name: string): string;
  make(wish: TinyWish): Promise<GenerationResult>;
  close(): Promise<void>;
}

async function openTinyStudio(
  engine: BuiltProgram,
  tool: FfmpegTool,
  change?: PackChange,
): Promise<TinyStudio> {
  const folder = await mkdtemp(join(tmpdir(), 'kinoloom-studio-'));
  await mkdir(join(folder, 'out'));
  await mkdir(join(folder, 'models'));
  await rename((await writeTinyPack(change)).folder, join(folder, 'models', 'tiny'));
  const host = createEngineHost({
    nodePath: process.execPath,
    enginePath: engine.path,
    log: silentLogger,
  });
  const seat = createEngineSeat(host, 1);
  const deps: GenerationDeps = {
    packFolders: () => Promise.resolve([join(folder, 'models')]),
    engine: seat,
    ffmpeg: () => Promise.resolve(tool),
    drawSeed: () => '7',
    nowMs: () => performance.now(),
  };
  return {
    folder,
    host,
    deps,
    at: (name) => join(folder, name),
    make: ({ request, files = [], out = 'take.mp4', stateFolder, listener = {}, signal }) =>
      runGeneration(
        deps,
        {
          jobId: jobIdSchema.parse('job-test'),
          request: generationRequestSchema.parse({ packId: 'tiny', backend: 'cpu', ...request }),
          paths: new Map(
            files.map((name) => [
              mediaIdSchema.parse(`media-${name.replace(/\.\w+$/, '')}`),
              join(folder, name),
            ]),
          ),
          out: join(folder, 'out', out),
          stateFolder,
        },
        listener,
        signal ?? new AbortController().signal,
      ),
    async close() {
      await seat.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A new studio for every test of a file, with the engine of the present sources, which is built once. To be called where
 * tests are declared; `studio` and `tool` are there while one runs.
 *
 * @param change what is different about the pack
 */
export function tinyStudio(change?: PackChange) {
  let engine: BuiltProgram | undefined;
  let tool: FfmpegTool | undefined;
  let studio: TinyStudio | undefined;
  beforeAll(async () => {
    [engine, tool] = await Promise.all([buildProgram('engine'), resolveFfmpeg()]);
  });
  afterAll(() => engine?.remove());
  beforeEach(async () => {
    if (engine !== undefined && tool !== undefined) studio = await openTinyStudio(engine, tool, change);
  });
  afterEach(() => studio?.close());
  const there = <Value>(value: Value | undefined): Value => {
    if (value === undefined) throw new Error('The studio is there only while a test runs.');
    return value;
  };
  return {
    get studio(): TinyStudio {
      return there(studio);
    },
    get tool(): FfmpegTool {
      return there(tool);
    },
  };
}
