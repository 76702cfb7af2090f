import { Tensor } from 'onnxruntime-node';
import type { AnimaticManifest } from '../../../src-shared/pack/schema.ts';
import type { Graph } from '../packs/graph.ts';
import type { FrameSigmas } from '../samplers/sampler-step.ts';
import { velocityToClean } from '../samplers/velocity-to-clean.ts';
import type { PromptStates } from '../text/prompt-encoder.ts';
import { ropeTables, timeFeatureCount, timeFeatures, type Grid, type WindowTimes } from './position.ts';

/** The network of one window: everything that does not change from step to step is already in place. */
export interface WindowDenoiser {
  /**
   * One forward pass.
   *
   * @param x latents [frames, cells, channels] at `sigmas` (one per frame; 0 = known).
   * @returns the predicted clean latents, same shape, ours to overwrite.
   */
  predict(x: Float32Array, sigmas: FrameSigmas, prompt: PromptStates): Promise<Float32Array>;
}

/**
 * Kinoloom's own family: latent tokens frame by frame, a noise level per frame, and positions made here, so that one
 * graph serves every operation.
 */
export function prepareWindow(
  graph: Graph,
  { position, prediction, latent, frames: { rate } }: AnimaticManifest,
  grid: Grid,
  times: WindowTimes,
): WindowDenoiser {
  const frames = times.seconds.length;
  const tokens = frames * grid.rows * grid.columns;
  const pairs = position.headDim / 2;
  const { cos, sin } = ropeTables(position, times, grid);
  const unchanging = {
    rope_cos: new Tensor('float32', cos, [tokens, pairs]),
    rope_sin: new Tensor('float32', sin, [tokens, pairs]),
    time_features: new Tensor('float32', timeFeatures(times, rate.den / rate.num), [
      1,
      frames,
      timeFeatureCount,
    ]),
  };
  return {
    async predict(x, sigmas, prompt) {
      const result = await graph.run({
        ...unchanging,
        tokens: new Tensor('float32', x, [1, tokens, latent.channels]),
        sigma: new Tensor('float32', Float32Array.from(sigmas), [1, frames]),
        text: new Tensor('float32', prompt.hidden, [1, prompt.length, prompt.width]),
        text_mask: new Tensor('float32', new Float32Array(prompt.length).fill(1), [1, prompt.length]),
      });
      if (prediction === 'velocity') velocityToClean(x, result, sigmas);
      return result;
    },
  };
}
