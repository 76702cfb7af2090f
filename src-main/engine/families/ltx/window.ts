import type { LtxManifest } from '../../../../src-shared/pack/schema.ts';
import type { ClipJob, DenoisedClip } from '../clips/clip-family.ts';
import type { Stages } from '../clips/stages.ts';
import type { ReadWords } from '../clips/words.ts';
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

export interface LtxWindowJob extends ClipJob {
  readonly draw: Draw;
}

/**
 * Makes one window: reads what is known, walks the noise levels.
 *
 * @returns tokens [latent frames * cells, channels], and what they took.
 * @throws AppError `engine.*`, or `cancelled` from the checkpoint.
 */
export async function makeLtxWindow(
  { manifest, stages, codec }: LtxModel,
  job: LtxWindowJob,
): Promise<DenoisedClip> {
  const { bucket, count, checkpoint, draw, levels } = job;
  const grid = ltxGrid(manifest, bucket, count);
  const source =
    job.source && (await codec.encode(job.source, bucket, (length) => draw('source', length), checkpoint));
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
    cache: job.cache,
    checkpoint,
    resume: job.resume,
    onStep: job.onStep,
  });
}
