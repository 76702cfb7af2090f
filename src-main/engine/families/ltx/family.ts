import { latentStrip, previewFrames } from '../../run/preview.ts';
import type { ClipFamily } from '../clips/clip-family.ts';
import { windowDraw } from './draw.ts';
import { ltxLevels } from './levels.ts';
import { ltxGrid } from './positions.ts';
import { makeLtxWindow, type LtxModel } from './window.ts';

/** What an LTX pack adds to the execution of a plan. */
export function ltxFamily(model: LtxModel): ClipFamily {
  const { manifest, stages, codec, readWords } = model;
  return {
    manifest,
    readWords,
    endsOnly: false,
    levels: (steps, strength) => ltxLevels(manifest.schedule, steps, strength),
    wordsRead: () => stages.release('text'),
    async make(job, seed, first) {
      const grid = ltxGrid(manifest, job.bucket, job.count);
      const draw = windowDraw(seed, first, grid.frames, manifest.frames.group);
      const { tokens, ...counts } = await makeLtxWindow(model, { ...job, draw });
      return { ...counts, latents: tokens };
    },
    async decode({ bucket, count, latents, take, checkpoint }, seed, first) {
      const grid = ltxGrid(manifest, bucket, count);
      const draw = windowDraw(seed, first, grid.frames, manifest.frames.group);
      await codec.decode(latents, grid, (length) => draw('decode', length), take, checkpoint);
      await stages.finished('decoder');
    },
    values(bucket, count) {
      const { frames, rows, columns } = ltxGrid(manifest, bucket, count);
      return frames * rows * columns * manifest.latent.channels;
    },
    strip(x0, bucket, count) {
      const grid = ltxGrid(manifest, bucket, count);
      return latentStrip(x0, previewFrames(grid.frames), grid, manifest.preview);
    },
  };
}
