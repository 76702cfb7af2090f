import { join } from 'node:path';
import { generationRequestSchema } from '../../src-shared/generation/request.ts';
import { composeCore, type Core } from '../../src-main/compose.ts';
import { runGeneration } from '../../src-main/generation/run-generation.ts';
import { drawSeed } from '../../src-main/generation/draw-seed.ts';
import { newJobId } from '../../src-main/jobs/new-job-id.ts';
import { silentLogger } from '../../src-main/log/logger.ts';
import type { Places } from '../../src-main/platform/places.ts';

export interface ClipTimes {
  /** Seconds from the request to the first preview, and to the finished file under its name. */
  readonly firstPreview: number;
  readonly finished: number;
  /** Seconds of it per phase. */
  readonly phases: Readonly<Record<string, number>>;
  readonly evaluations: number;
  readonly secondsPerEvaluation: number;
  /** Peak resident memory of the engine. */
  readonly peakBytes: number;
}

async function generate(core: Core, out: string): Promise<ClipTimes> {
  const request = generationRequestSchema.parse({
    operation: 'generate',
    prompt: 'a red fox runs through a snowy forest at night',
    seconds: 2,
    seed: '42',
  });
  const start = performance.now();
  let firstPreview = Number.NaN;
  const result = await runGeneration(
    {
      packFolders: () => core.packFolders.all(),
      engine: core.engine,
      ffmpeg: core.ffmpeg,
      drawSeed,
      nowMs: () => performance.now(),
    },
    { jobId: newJobId(), request, out },
    {
      preview: () => {
        if (Number.isNaN(firstPreview)) firstPreview = (performance.now() - start) / 1000;
      },
    },
    new AbortController().signal,
  );
  const denoising = result.seconds.denoising ?? Number.NaN;
  return {
    firstPreview,
    finished: (performance.now() - start) / 1000,
    phases: result.seconds,
    evaluations: result.evaluations,
    secondsPerEvaluation: denoising / result.evaluations,
    peakBytes: result.peakBytes,
  };
}

/**
 * A two-second clip at default settings, from the request to the file, by the path the app and the command line share:
 * once with everything cold, then with the pack loaded (the best of a few, and what it cost in memory).
 */
export async function measureClip(
  places: Places,
  scratch: string,
  rounds: number,
): Promise<{ cold: ClipTimes; warm: ClipTimes }> {
  const core = composeCore({ places, log: silentLogger });
  try {
    const cold = await generate(core, join(scratch, 'cold.mp4'));
    const warm: ClipTimes[] = [];
    for (let round = 0; round < rounds; round += 1)
      warm.push(await generate(core, join(scratch, `warm-${round}.mp4`)));
    warm.sort((a, b) => a.finished - b.finished);
    const median = warm[Math.floor(warm.length / 2)];
    if (median === undefined) throw new Error('No clip was made.');
    return { cold, warm: median };
  } finally {
    await core.dispose();
  }
}
