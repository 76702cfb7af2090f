import { latentStrip, previewFrames } from '../../run/preview.ts';
import { frameNoise } from '../../samplers/noise.ts';
import { noiseLevels } from '../../samplers/noise-levels.ts';
import type { ClipFamily } from '../clips/clip-family.ts';
import { gridOf, tokensToPlanes, type WanGrid } from './layout.ts';
import { makeWindow, type WanModel } from './window.ts';

/** Latents of a few frames as the preview takes them: [frames, cells, channels]. */
function cellsOf(x0: Float32Array, frames: readonly number[], grid: WanGrid, channels: number): Float32Array {
  const size = x0.length / grid.frames;
  const cells = size / channels;
  const out = new Float32Array(frames.length * size);
  for (const [at, frame] of frames.entries()) {
    const planes = tokensToPlanes(x0.subarray(frame * size, (frame + 1) * size), grid);
    for (let cell = 0; cell < cells; cell += 1) {
      for (let channel = 0; channel < channels; channel += 1)
        out[(at * cells + cell) * channels + channel] = planes[channel * cells + cell] ?? 0;
    }
  }
  return out;
}

/** What a Wan pack adds to the execution of a plan. */
export function wanFamily(model: WanModel): ClipFamily {
  const { manifest, stages, codec, readWords } = model;
  return {
    manifest,
    readWords,
    endsOnly: manifest.knowable === 'first-last',
    levels: (steps, strength) => noiseLevels(manifest.schedule, steps, strength),
    wordsRead: () => stages.release('text'),
    async make(job, seed, first) {
      const { tokens, ...counts } = await makeWindow(model, {
        ...job,
        noise: (frame, length) => frameNoise(seed, first + frame * manifest.frames.group, length),
      });
      return { ...counts, latents: tokens };
    },
    async decode({ bucket, count, latents, take, checkpoint }) {
      const grid = gridOf(manifest, bucket, count);
      const size = latents.length / grid.frames;
      const planes = Array.from({ length: grid.frames }, (_, frame) =>
        tokensToPlanes(latents.subarray(frame * size, (frame + 1) * size), grid),
      );
      await codec.decode(planes, grid, take, checkpoint);
      await stages.finished('decoderFirst', 'decoderNext');
    },
    values(bucket, count) {
      const { frames, rows, columns } = gridOf(manifest, bucket, count);
      return frames * rows * columns * manifest.latent.channels;
    },
    strip(x0, bucket, count) {
      const grid = gridOf(manifest, bucket, count);
      const frames = previewFrames(grid.frames);
      const cells = cellsOf(x0, frames, grid, manifest.latent.channels);
      return latentStrip(
        cells,
        frames.map((_, at) => at),
        grid,
        manifest.preview,
      );
    },
  };
}
