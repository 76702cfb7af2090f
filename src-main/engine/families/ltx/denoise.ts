import { Tensor } from 'onnxruntime-node';
import type { LtxManifest, SamplerName } from '../../../../src-shared/pack/schema.ts';
import { floatsOf } from '../../packs/session.ts';
import { guide, isGuided } from '../../samplers/guidance.ts';
import type { NoiseLevels } from '../../samplers/noise-levels.ts';
import { createSampler } from '../../samplers/sampler.ts';
import { velocityToClean } from '../../samplers/velocity-to-clean.ts';
import { timeEmbedding } from '../clips/time-embedding.ts';
import type { Stages } from '../clips/stages.ts';
import type { LtxCondition } from './condition.ts';
import type { LtxRole } from './contracts.ts';
import type { Draw } from './draw.ts';
import { ltxRope, pictureOf, type LtxGrid } from './positions.ts';

export interface LtxDenoiseJob {
  readonly grid: LtxGrid;
  readonly levels: NoiseLevels;
  readonly sampler: SamplerName;
  readonly guidance: number;
  /** Hidden states [words, text.width]. */
  readonly words: Float32Array;
  readonly unguided: Float32Array;
  readonly condition: LtxCondition;
  /** The window's tokens at the first level. */
  readonly start: Float32Array;
  readonly draw: Draw;
  readonly checkpoint: () => Promise<void>;
  /** After each step: the predicted clean tokens of the window. */
  readonly onStep: (x0: Float32Array) => Promise<void>;
}

/**
 * The steps of one window. Known latent frames, in place or before the window, are told to the network as clean, but
 * carry a little noise that fades with the level: the model was trained so, and moves better for it.
 *
 * @returns tokens of the window's latent frames and the number of network evaluations.
 */
export async function denoiseLtx(
  manifest: LtxManifest,
  stages: Stages<LtxRole>,
  job: LtxDenoiseJob,
): Promise<{ tokens: Float32Array; evaluations: number }> {
  const { grid, levels, condition, start } = job;
  const { latent, transformer, text, sampler: defaults } = manifest;
  const cells = grid.rows * grid.columns;
  const size = cells * latent.channels;
  const slots = [...condition.before.map(({ tokens }) => tokens), ...condition.clean];
  const offset = condition.before.length * size;
  const tokens = slots.length * cells;
  const x = new Float32Array(slots.length * size);
  x.set(start, offset);

  const pictures = [
    ...condition.before.map(({ picture }) => picture),
    ...condition.clean.map((_, at) => pictureOf(at, latent.temporal.factor, 0)),
  ];
  const { cos, sin } = ltxRope(manifest, pictures, grid);
  const level = BigInt64Array.from({ length: tokens }, (_, at) =>
    slots[Math.floor(at / cells)] === undefined ? 1n : 0n,
  );
  const unchanging = {
    rope_cos: new Tensor('float32', cos, [tokens, transformer.width / 2]),
    rope_sin: new Tensor('float32', sin, [tokens, transformer.width / 2]),
    level: new Tensor('int64', level, [tokens]),
  };
  const wordsOf = (hidden: Float32Array) =>
    new Tensor('float32', hidden, [1, hidden.length / text.width, text.width]);
  const prompts = { guided: wordsOf(job.words), unguided: wordsOf(job.unguided) };
  const levelsAt = (sigma: number) => Float64Array.from(slots, (known) => (known === undefined ? sigma : 0));
  const isConditioned = slots.some((known) => known !== undefined);
  const placeKnown = (sigma: number): void => {
    const noise = isConditioned ? job.draw('step', x.length) : undefined;
    const scale = manifest.condition.noise * sigma * sigma;
    for (const [slot, known] of slots.entries()) {
      if (known === undefined) continue;
      for (let i = 0; i < size; i += 1)
        x[slot * size + i] = (known[i] ?? 0) + scale * (noise?.[slot * size + i] ?? 0);
    }
  };

  const sampler = createSampler(job.sampler);
  let evaluations = 0;
  for (const [step, timestep] of levels.timesteps.entries()) {
    const sigma = levels.sigmas[step] ?? 0;
    placeKnown(sigma);
    const from = levelsAt(sigma);
    const feeds = {
      ...unchanging,
      tokens: new Tensor('float32', x, [1, tokens, latent.channels]),
      time: new Tensor('float32', timeEmbedding([0, timestep], transformer.timeWidth), [
        2,
        transformer.timeWidth,
      ]),
    };
    const evaluate = async (words: Tensor): Promise<Float32Array> => {
      await job.checkpoint();
      const graph = await stages.open('transformer');
      evaluations += 1;
      const velocity = floatsOf(await graph.run({ ...feeds, text: words }), 'velocity', 'transformer');
      velocityToClean(x, velocity, from);
      return velocity;
    };
    const x0 = await evaluate(prompts.guided);
    if (isGuided(sigma, job.guidance, defaults.guidanceInterval)) {
      const without = await evaluate(prompts.unguided);
      guide(x, x0, without, from, { weight: job.guidance, zeroStar: defaults.cfgZeroStar });
    }
    sampler.step(x, x0, from, levelsAt(levels.sigmas[step + 1] ?? 0));
    await job.onStep(x0.subarray(offset));
  }
  await stages.finished('transformer');
  return { tokens: x.slice(offset), evaluations };
}
