import { join } from 'node:path';
import { z } from 'zod';
import { figure } from '../bench-operations/figures.ts';
import { runEngine } from './run-engine.ts';

/** What `python -m export.parity.large` wrote. */
const madeSchema = z.object({ weights: z.number(), exportPeakBytes: z.number(), packBytes: z.number() });

const gibibyte = 1024 ** 3;
/** What the whole of it may take, the export as well as the step. */
const mostMemory = 20;

export interface LargeProofOptions {
  /** Where the pack lies. */
  readonly folder: string;
  /** JSON of `python -m export.parity.large`. */
  readonly made: string;
  readonly enginePath: string;
  readonly threads: number;
}

/** One step of a model of 1.3 billion weights, and its frames: that weights beyond 2 GB load by their path and run. */
export async function runLargeProof({ folder, made, ...engine }: LargeProofOptions): Promise<unknown> {
  const { weights, exportPeakBytes, packBytes } = madeSchema.parse(JSON.parse(made));
  const run = await runEngine({
    ...engine,
    packFolder: join(folder, 'pack'),
    prompt: 'A fox runs through fresh snow.',
    negative: '',
    guidance: 1,
    frames: 5,
    steps: 1,
  });
  if (run.frames !== 5) throw new Error(`${run.frames} frames instead of 5.`);
  return {
    figures: [
      figure('large-weights', [weights / 1e9], 'billion'),
      figure('large-pack', [packBytes / gibibyte], 'GiB'),
      figure('large-export-peak', [exportPeakBytes / gibibyte], 'GiB', { atMost: mostMemory }),
      figure('large-clip', [run.total], 's'),
      figure('large-engine-peak', [run.peakBytes / gibibyte], 'GiB', { atMost: mostMemory }),
    ],
  };
}
