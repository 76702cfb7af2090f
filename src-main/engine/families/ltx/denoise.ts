import { Tensor } from 'onnxruntime-node';
import type { LtxManifest, SamplerName } from '../../../../src-shared/pack/schema.ts';
import type { WindowState } from '../../run/denoise-window.ts';
import { guide, isGuided } from '../../samplers/guidance.ts';
import type { NoiseLevels } from '../../samplers/noise-levels.ts';
import { createSampler } from '../../samplers/sampler.ts';
import { velocityToClean } from '../../samplers/velocity-to-clean.ts';
import { timeEmbedding } from '../clips/time-embedding.ts';
import type { Stages } from '../clips/stages.ts';
import type { LtxCondition } from './condition.ts';
import { createEvaluator, type Branch } from '../clips/evaluator.ts';
import type { DenoisedClip } from '../clips/clip-family.ts';
import { ltxContracts, type LtxRole } from './contracts.ts';
import type { Draw } from './draw.ts';
import { ltxRope, pictureOf, type LtxGrid } from './positions.ts';

const graphs = { whole: 'transformer', head: 'head', body: 'body', end: 'end' } as const;

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
  /** Of the first-block cache; undefined: without it. */
  readonly cache: number | undefined;
  readonly checkpoint: () => Promise<void>;
  /** Where an earlier run was. */
  readonly resume?: WindowState | undefined;
  /** After each step: the predicted clean tokens of the window, and what it could go on from. */
  readonly onStep: (x0: Float32Array, state: WindowState) => Promise<void>;
}

/**
 * The steps of one window. Known latent frames, in place or before the window, are told to the network as clean, but
 * carry a little noise that fades with the level: the model was trained so, and moves better for it.
 *
 * @returns tokens of the window's latent frames, and what they took.
 */
export async function denoiseLtx(
  manifest: LtxManifest,
  stages: Stages<LtxRole>,
  job: LtxDenoiseJob,
): Promise<DenoisedClip> {
  const { grid, levels, condition, start } = job;
  const { latent, transformer, text, sampler: defaults } = manifest;
  const cells = grid.rows * grid.columns;
  const size = cells * latent.channels;
  const slots = [...condition.before.map(({ tokens }) => tokens), ...condition.clean];
  const offset = condition.before.length * size;
  const tokens = slots.length * cells;
  const [resumed, ...memory] = job.resume?.arrays ?? [];
  const x = resumed ?? new Float32Array(slots.length * size);
  if (resumed === undefined) x.set(start, offset);

  const pictures = [
    ...condition.before.map(({ picture }) => picture),
    ...condition.clean.map((_, at) => pictureOf(at, latent.temporal.factor, 0)),
  ];
  const { cos, sin } = ltxRope(manifest, pictures, grid);
  const level = BigInt64Array.from(slots, (known) => (known === undefined ? 1n : 0n));
  const unchanging = {
    rope_cos: new Tensor('float32', cos, [tokens, transformer.width / 2]),
    rope_sin: new Tensor('float32', sin, [tokens, transformer.width / 2]),
    level: new Tensor('int64', level, [slots.length]),
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
  const first = job.resume?.step ?? 0;
  const sigmasAt = (step: number) => levelsAt(levels.sigmas[step] ?? 0);
  if (first > 0) sampler.resume(memory, [sigmasAt(first - 1), ...(first > 1 ? [sigmasAt(first - 2)] : [])]);
  // Each step has its own numbers: those of the steps before are passed over.
  if (isConditioned) for (let step = 0; step < first; step += 1) job.draw('step', 0);
  const evaluator = createEvaluator(stages, ltxContracts(manifest), job.cache);
  for (const [step, timestep] of levels.timesteps.entries()) {
    if (step < first) continue;
    const sigma = levels.sigmas[step] ?? 0;
    placeKnown(sigma);
    const from = levelsAt(sigma);
    const feeds = {
      ...unchanging,
      tokens: new Tensor('float32', x, [1, slots.length, cells, latent.channels]),
      time: new Tensor('float32', timeEmbedding([0, timestep], transformer.timeWidth), [
        2,
        transformer.timeWidth,
      ]),
    };
    const evaluate = async (branch: Branch): Promise<Float32Array> => {
      await job.checkpoint();
      const velocity = await evaluator.evaluate(graphs, branch, { ...feeds, text: prompts[branch] });
      velocityToClean(x, velocity, from);
      return velocity;
    };
    const x0 = await evaluate('guided');
    if (isGuided(sigma, job.guidance, defaults.guidanceInterval)) {
      const without = await evaluate('unguided');
      guide(x, x0, without, from, { weight: job.guidance, zeroStar: defaults.cfgZeroStar });
    }
    sampler.step(x, x0, from, levelsAt(levels.sigmas[step + 1] ?? 0));
    await job.onStep(x0.subarray(offset), { step: step + 1, arrays: [x, ...sampler.memory()] });
  }
  // To load it again takes far less than the steps of a window; decoding needs the room.
  await stages.release(...Object.values(graphs));
  return { tokens: x.slice(offset), ...evaluator.counts() };
}
