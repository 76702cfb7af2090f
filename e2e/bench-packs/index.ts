import { randomUUID } from 'node:crypto';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { planGeneration, planLimitsOf } from '../../src-shared/generation/planner.ts';
import { jobIdSchema } from '../../src-shared/lib/ids.ts';
import { createEngineHost } from '../../src-main/engine-host/engine-host.ts';
import { silentLogger } from '../../src-main/log/logger.ts';
import { readManifest } from '../../src-main/packs/read-manifest.ts';
import { figure, type Figure } from '../bench-operations/figures.ts';

/** What `python -m export.bench make` wrote. */
const madeSchema = z.object({
  prompt: z.string(),
  negative: z.string(),
  guidance: z.number(),
  measured: z.array(
    z.object({ name: z.string(), weights: z.number(), frames: z.number(), steps: z.number() }),
  ),
});
type Made = z.infer<typeof madeSchema>;

/** What one run gave, of either side: seconds between the ends of steps, of the whole call, and the process's peak. */
const runSchema = z.object({
  steps: z.array(z.number()).min(1),
  total: z.number(),
  peakBytes: z.number(),
  frames: z.number(),
});
type Run = z.infer<typeof runSchema>;

export interface PacksBenchOptions {
  /** Where the pipelines and packs lie. */
  readonly folder: string;
  /** JSON of `python -m export.bench make`. */
  readonly made: string;
  /** The engine's bundle. */
  readonly enginePath: string;
  readonly threads: number;
  readonly rounds: number;
  /** Runs diffusers once with a configuration and gives its JSON. */
  readonly diffusers: (name: string) => Promise<string>;
  readonly say: (sentence: string) => void;
}

/** One clip by a fresh engine process, as the program runs it. */
async function runEngine(
  { folder, enginePath, threads }: PacksBenchOptions,
  { prompt, negative, guidance }: Made,
  { name, frames, steps }: Made['measured'][number],
): Promise<Run> {
  const packFolder = join(folder, name, 'pack');
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

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const mebibyte = 1024 * 1024;

/**
 * The engine next to diffusers in eager PyTorch: the same random weights, sizes, steps, threads and precision, both in
 * processes of their own, in turn, so that whatever else the machine does falls on both. A step's time is the time from its
 * end to the next one's; peaks are of the whole process, from its start to the last finished frame.
 */
export async function runPacksBench(options: PacksBenchOptions): Promise<unknown> {
  const made = madeSchema.parse(JSON.parse(options.made));
  const figures: Figure[] = [];
  for (const measured of made.measured) {
    const { name, frames } = measured;
    const ours: Run[] = [];
    const theirs: Run[] = [];
    for (let round = 0; round < options.rounds; round += 1) {
      options.say(`${name}, round ${round + 1} of ${options.rounds} …`);
      theirs.push(runSchema.parse(JSON.parse(await options.diffusers(name))));
      ours.push(await runEngine(options, made, measured));
    }
    for (const run of [...ours, ...theirs]) {
      if (run.frames !== frames) throw new Error(`${name}: ${run.frames} frames instead of ${frames}.`);
    }
    const stepOf = (run: Run) => median(run.steps);
    const pairs = ours.map((run, at) => ({ run, other: theirs[at] ?? run }));
    figures.push(
      figure(`${name}-step`, ours.map(stepOf), 's'),
      figure(`${name}-step-diffusers`, theirs.map(stepOf), 's'),
      figure(
        `${name}-step-ratio`,
        pairs.map(({ run, other }) => stepOf(run) / stepOf(other)),
        'of diffusers',
        { atMost: 0.8 },
      ),
      figure(
        `${name}-clip-ratio`,
        pairs.map(({ run, other }) => run.total / other.total),
        'of diffusers',
      ),
      figure(
        `${name}-peak`,
        ours.map((run) => run.peakBytes / mebibyte),
        'MiB',
      ),
      figure(
        `${name}-peak-diffusers`,
        theirs.map((run) => run.peakBytes / mebibyte),
        'MiB',
      ),
      figure(
        `${name}-peak-ratio`,
        pairs.map(({ run, other }) => run.peakBytes / other.peakBytes),
        'of diffusers',
        { atMost: 0.8 },
      ),
    );
  }
  return {
    machine: { processor: cpus()[0]?.model.trim() ?? 'unknown', threads: options.threads },
    configurations: made.measured,
    rounds: options.rounds,
    figures,
  };
}
