import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generationRequestSchema } from '../../../src-shared/generation/request.ts';
import type { GenerationRequestInput } from '../../../src-shared/generation/request.ts';
import { jobIdSchema, mediaIdSchema } from '../../../src-shared/lib/ids.ts';
import { createEngineHost, type EngineHost } from '../../engine-host/engine-host.ts';
import type { BuiltEngine } from '../../engine/testing/built-engine.ts';
import { writeTinyPack, type PackChange } from '../../engine/testing/tiny-pack.ts';
import { silentLogger } from '../../log/logger.ts';
import type { FfmpegTool } from '../../media/resolve-ffmpeg.ts';
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

export async function openTinyStudio(
  engine: BuiltEngine,
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
    modelsFolder: join(folder, 'models'),
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
