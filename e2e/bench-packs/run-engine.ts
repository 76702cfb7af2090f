import { randomUUID } from 'node:crypto';
import { planGeneration, planLimitsOf } from '../../src-shared/generation/planner.ts';
import { jobIdSchema } from '../../src-shared/lib/ids.ts';
import { createEngineHost } from '../../src-main/engine-host/engine-host.ts';
import { silentLogger } from '../../src-main/log/logger.ts';
import { readManifest } from '../../src-main/packs/read-manifest.ts';

/** What one run gave, of either side: seconds between the ends of steps, of the whole call, and the process's peak. */
export interface Run {
  readonly steps: readonly number[];
  readonly total: number;
  readonly peakBytes: number;
  readonly frames: number;
}

export interface EngineRun {
  readonly packFolder: string;
  /** The engine's bundle. */
  readonly enginePath: string;
  readonly threads: number;
  readonly prompt: string;
  readonly negative: string;
  readonly guidance: number;
  readonly frames: number;
  readonly steps: number;
}

/** One clip by a fresh engine process, as the program runs it. */
export async function runEngine({
  packFolder,
  enginePath,
  threads,
  prompt,
  negative,
  guidance,
  frames,
  steps,
}: EngineRun): Promise<Run> {
  const manifest = await readManifest(packFolder);
  const host = createEngineHost({ nodePath: process.execPath, enginePath, log: silentLogger });
  const { signal } = new AbortController();
  try {
    await host.load({ packFolder, backend: 'cpu', threads }, signal);
    const ends: number[] = [];
    let received = 0;
    const began = performance.now();
    const message = {
      jobId: jobIdSchema.parse(randomUUID()),
      plan: planGeneration({ operation: 'generate', frames }, planLimitsOf(manifest)),
      prompt,
      negative,
      seed: '7',
      steps,
      guidance,
      sampler: manifest.sampler.name,
      aspect: '1:1',
      finish: false,
      previewInterval: 0,
    };
    const on = {
      step: () => void ends.push(performance.now()),
      frame: () => void (received += 1),
    };
    const stats = await host.run(message, new Uint8Array(0), on, signal);
    return {
      steps: ends.slice(1).map((end, at) => (end - (ends[at] ?? end)) / 1000),
      total: (performance.now() - began) / 1000,
      peakBytes: stats.peakBytes,
      frames: received,
    };
  } finally {
    await host.dispose();
  }
}
