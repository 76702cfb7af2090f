import { Tensor } from 'onnxruntime-node';
import type { SamplerName, WanManifest } from '../../../../src-shared/pack/schema.ts';
import type { WindowState } from '../../run/denoise-window.ts';
import { guide, isGuided } from '../../samplers/guidance.ts';
import type { NoiseLevels } from '../../samplers/noise-levels.ts';
import { createSampler } from '../../samplers/sampler.ts';
import type { FrameSigmas } from '../../samplers/sampler-step.ts';
import { velocityToClean } from '../../samplers/velocity-to-clean.ts';
import type { Condition } from './condition.ts';
import { joinTokens, type WanGrid } from './layout.ts';
import type { Stages } from '../clips/stages.ts';
import { createEvaluator, type Branch } from '../clips/evaluator.ts';
import type { DenoisedClip } from '../clips/clip-family.ts';
import { wanContracts, type WanRole } from './contracts.ts';
import { timeEmbedding } from '../clips/time-embedding.ts';
import { wanRope } from './positions.ts';
import { wordFeeds } from './word-feeds.ts';

/** The graphs of the only transformer or the expert of high noise levels, and those of the expert of low ones. */
const high = { whole: 'transformer', head: 'head', body: 'body', end: 'end' } as const;
const low = { whole: 'transformerLow', head: 'headLow', body: 'bodyLow', end: 'endLow' } as const;

export interface DenoiseJob {
  readonly grid: WanGrid;
  readonly levels: NoiseLevels;
  readonly sampler: SamplerName;
  readonly guidance: number;
  /** Hidden states of the prompt's own words [words, text.width]. */
  readonly words: Float32Array;
  readonly unguided: Float32Array;
  /** Tokens of the conditioning pictures [pictures * tokens, width], where the model takes them. */
  readonly pictures: Float32Array | undefined;
  readonly condition: Condition;
  /** Standard normal noise of a latent frame in tokens; frames before the first of the window are never asked for. */
  readonly noise: (frame: number, length: number) => Float32Array;
  /** Clean tokens by latent frame that the made ones start from instead of noise alone, where the levels begin below 1. */
  readonly source: readonly Float32Array[] | undefined;
  /** Of the first-block cache; undefined: without it. */
  readonly cache: number | undefined;
  readonly checkpoint: () => Promise<void>;
  /** Where an earlier run was. */
  readonly resume?: WindowState | undefined;
  /** After each step: the predicted clean tokens of the whole window, and what it could go on from. */
  readonly onStep: (x0: Float32Array, state: WindowState) => Promise<void>;
}

/** Writes the clean latent frames into x, under noise of the level where the network is not told that they are clean. */
function placeClean(x: Float32Array, noise: Float32Array, { clean, clearly }: Condition, sigma: number) {
  const size = x.length / clean.length;
  for (const [frame, tokens] of clean.entries()) {
    if (tokens === undefined) continue;
    const level = clearly ? 0 : sigma;
    for (let i = 0; i < size; i += 1) {
      const at = frame * size + i;
      x[at] = (1 - level) * (tokens[i] ?? 0) + level * (noise[at] ?? 0);
    }
  }
}

function levelsOf({ clean, clearly }: Condition, sigma: number): FrameSigmas {
  return Float64Array.from(clean, (tokens) => (tokens !== undefined && clearly ? 0 : sigma));
}

function startOf(noise: Float32Array, { source, levels, grid }: DenoiseJob): Float32Array {
  if (source === undefined) return noise.slice();
  const sigma = levels.sigmas[0] ?? 1;
  const size = noise.length / grid.frames;
  return noise.map((value, at) => {
    const clean = source[Math.floor(at / size)]?.[at % size] ?? 0;
    return (1 - sigma) * clean + sigma * value;
  });
}

/**
 * The steps of one window.
 *
 * With experts, the first transformer works while the timestep is at or above the boundary and the other below it, each
 * with its own guidance; the one that is done gives its memory back.
 *
 * @returns tokens of all latent frames, one after another, and what it took.
 */
export async function denoiseWan(
  manifest: WanManifest,
  stages: Stages<WanRole>,
  job: DenoiseJob,
): Promise<DenoisedClip> {
  const { grid, levels, condition } = job;
  const { latent, transformer, experts, schedule, text } = manifest;
  const cells = grid.tokenRows * grid.tokenColumns;
  const size = cells * grid.patch * latent.channels;
  const noise = new Float32Array(grid.frames * size);
  for (let frame = 0; frame < grid.frames; frame += 1) noise.set(job.noise(frame, size), frame * size);

  const { cos, sin } = wanRope(transformer, grid);
  const tokens = grid.frames * cells;
  const pairs = cos.length / tokens;
  const { image, control } = transformer;
  const unchanging = {
    rope_cos: new Tensor('float32', cos, [tokens, pairs]),
    rope_sin: new Tensor('float32', sin, [tokens, pairs]),
    ...(image === undefined || job.pictures === undefined
      ? {}
      : { image: new Tensor('float32', job.pictures, [1, job.pictures.length / image.width, image.width]) }),
    ...(control === undefined || condition.control === undefined
      ? {}
      : {
          control: new Tensor('float32', condition.control, [
            1,
            grid.frames,
            cells,
            control.channels * grid.patch,
          ]),
          control_scale: new Tensor('float32', new Float32Array(control.hints).fill(1), [control.hints]),
        }),
  };
  const prompts = { guided: wordFeeds(job.words, text), unguided: wordFeeds(job.unguided, text) };

  const sampler = createSampler(job.sampler);
  const [resumed, ...memory] = job.resume?.arrays ?? [];
  const x = resumed ?? startOf(noise, job);
  const first = job.resume?.step ?? 0;
  const levelsAt = (step: number) => levelsOf(condition, levels.sigmas[step] ?? 0);
  if (first > 0) sampler.resume(memory, [levelsAt(first - 1), ...(first > 1 ? [levelsAt(first - 2)] : [])]);
  const evaluator = createEvaluator(stages, wanContracts(manifest), job.cache);
  for (const [step, timestep] of levels.timesteps.entries()) {
    if (step < first) continue;
    const sigma = levels.sigmas[step] ?? 0;
    const isLow = experts !== undefined && timestep < experts.boundary * schedule.timesteps;
    if (isLow) await stages.release(...Object.values(high));
    placeClean(x, noise, condition, sigma);
    const from = levelsOf(condition, sigma);
    const timesteps = condition.clearly
      ? Array.from(from, (level) => (level === 0 ? 0 : timestep))
      : [timestep];
    const input = condition.joined === undefined ? x : joinTokens([x, condition.joined], tokens);
    const width = input.length / tokens;
    const feeds = {
      ...unchanging,
      tokens: new Tensor('float32', input, [1, grid.frames, cells, width]),
      time: new Tensor('float32', timeEmbedding(timesteps, transformer.timeWidth), [
        timesteps.length,
        transformer.timeWidth,
      ]),
    };
    const evaluate = async (branch: Branch): Promise<Float32Array> => {
      await job.checkpoint();
      const velocity = await evaluator.evaluate(isLow ? low : high, branch, {
        ...feeds,
        ...prompts[branch],
      });
      velocityToClean(x, velocity, from);
      return velocity;
    };
    const x0 = await evaluate('guided');
    const weight = isLow ? (job.guidance * experts.guidanceLow) / manifest.sampler.guidance : job.guidance;
    if (isGuided(sigma, weight, manifest.sampler.guidanceInterval)) {
      const without = await evaluate('unguided');
      guide(x, x0, without, from, { weight, zeroStar: manifest.sampler.cfgZeroStar });
    }
    sampler.step(x, x0, from, levelsOf(condition, levels.sigmas[step + 1] ?? 0));
    await job.onStep(x0, { step: step + 1, arrays: [x, ...sampler.memory()] });
  }
  placeClean(x, noise, condition, 0);
  // To load it again takes far less than the steps of a window; decoding needs the room.
  await stages.release(...Object.values(high), ...Object.values(low));
  return { tokens: x, ...evaluator.counts() };
}
