import { cpus } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { figure, type Figure } from '../bench-operations/figures.ts';
import { runEngine, type Run } from './run-engine.ts';

export { runLargeProof } from './large.ts';

/** What `python -m export.bench make` wrote. */
const madeSchema = z.object({
  prompt: z.string(),
  negative: z.string(),
  guidance: z.number(),
  measured: z.array(
    z.object({ name: z.string(), weights: z.number(), frames: z.number(), steps: z.number() }),
  ),
});

/** What diffusers printed of a run. */
const runSchema = z.object({
  steps: z.array(z.number()).min(1),
  total: z.number(),
  peakBytes: z.number(),
  frames: z.number(),
});

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
      const packFolder = join(options.folder, name, 'pack');
      ours.push(await runEngine({ ...options, ...made, ...measured, packFolder }));
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
