import type { LtxManifest, SamplerName } from '../../../../src-shared/pack/schema.ts';
import type { Bucket } from '../../run/pixels.ts';
import type { NoiseLevels } from '../../samplers/noise-levels.ts';
import type { Stages } from '../wan/stages.ts';
import type { ReadWords, Words } from '../wan/words.ts';
import type { LtxCodec } from './codec.ts';
import { ltxCondition } from './condition.ts';
import type { LtxRole } from './contracts.ts';
import { denoiseLtx } from './denoise.ts';
import type { Draw } from './draw.ts';
import { ltxGrid } from './positions.ts';

/** An LTX pack ready to run. */
export interface LtxModel {
  readonly manifest: LtxManifest;
  readonly stages: Stages<LtxRole>;
  readonly codec: LtxCodec;
  readonly readWords: ReadWords;
}

export interface LtxWindowJob {
  readonly bucket: Bucket;
  /** Frames of the window: one and whole groups. */
  readonly count: number;
  /** Planes [3, height, width] in [-1, 1] of what is known, by place in the window. */
  readonly known: ReadonlyMap<number, Float32Array>;
  /** Planes of every frame, where the shot is made over an old one. */
  readonly source: readonly Float32Array[] | undefined;
  readonly words: Words;
  readonly unguided: Words;
  readonly levels: NoiseLevels;
  readonly sampler: SamplerName;
  readonly guidance: number;
  readonly draw: Draw;
  readonly checkpoint: () => Promise<void>;
  /** What is known has been read; the steps begin. */
  readonly onPrepared: () => Promise<void>;
  readonly onStep: (x0: Float32Array) => Promise<void>;
}

/**
 * Makes one window: reads what is known, walks the noise levels.
 *
 * @returns tokens [latent frames * cells, channels] and the number of network evaluations.
 * @throws AppError `engine.*`, or `cancelled` from the checkpoint.
 */
export async function makeLtxWindow(
  { manifest, stages, codec }: LtxModel,
  job: LtxWindowJob,
): Promise<{ tokens: Float32Array; evaluations: number }> {
  const { bucket, count, checkpoint, draw, levels } = job;
  const grid = ltxGrid(manifest, bucket, count);
  const source = job.source && (await codec.encode(job.source, bucket, (length) => draw('source', length)));
  const start = draw('start', grid.frames * grid.rows * grid.columns * manifest.latent.channels);
  if (source !== undefined) {
    const sigma = levels.sigmas[0] ?? 1;
    for (const [at, clean] of source.entries()) start[at] = sigma * (start[at] ?? 0) + (1 - sigma) * clean;
  }
  const condition = await ltxCondition(manifest, codec, grid, job.known, bucket, draw, checkpoint);
  await stages.finished('encoder');
  await job.onPrepared();
  return denoiseLtx(manifest, stages, {
    grid,
    levels,
    sampler: job.sampler,
    guidance: job.guidance,
    words: job.words.hidden,
    unguided: job.unguided.hidden,
    condition,
    start,
    draw,
    checkpoint,
    onStep: job.onStep,
  });
}
