import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { AnimaticManifest, PackManifest } from '../../../src-shared/pack/schema.ts';
import { matmulGraph } from '../backends/matmul-graph.ts';
import { sessionOptions } from '../backends/session-options.ts';
import { ropeTables, timeFeatureCount, timeFeatures } from '../families/position.ts';
import { denoiserFor } from '../packs/open-animatic.ts';
import { frameNoise } from '../samplers/noise.ts';

export interface Rate {
  /** GFLOP/s of the median and of the fastest run. */
  readonly median: number;
  readonly best: number;
  /** Milliseconds of the median run. */
  readonly milliseconds: number;
}

export interface EngineRates {
  /** One large matrix product: what the machine gives onnxruntime at most. */
  readonly gemm: Rate;
  /** The pack's denoiser on a full window of its first bucket; operations counted as the pack counts them. */
  readonly transformer: Rate;
  /** Transformer over matrix product, medians. */
  readonly share: number;
}

/**
 * Rows and columns of the product; with weights of 5 MB it is neither tiny nor bound by memory. Not a power of two: rows
 * 4 KiB apart share their cache sets, and 1024 reaches only two thirds of the rate (66 against 99 GFLOP/s on one core),
 * which would flatter the transformer's share.
 */
const gemmSize = 1152;
/** Words the pack's own count of operations assumes. */
const words = 24;

function rateOf(operations: number, times: readonly number[]): Rate {
  const sorted = [...times].sort((a, b) => a - b);
  const milliseconds = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const best = sorted[0] ?? Number.NaN;
  return { median: operations / milliseconds / 1e6, best: operations / best / 1e6, milliseconds };
}

function ones(dims: readonly number[], value = 1): Tensor {
  return new Tensor('float32', new Float32Array(dims.reduce((a, b) => a * b, 1)).fill(value), dims);
}

/** What the denoiser is fed in a run of a full window, with noise for latents and words of the right size. */
function windowFeeds(
  { buckets, frames, latent, position }: AnimaticManifest,
  textWidth: number,
): Record<string, Tensor> {
  const [bucket] = buckets;
  const grid = {
    rows: (bucket?.height ?? 0) / latent.spatialFactor,
    columns: (bucket?.width ?? 0) / latent.spatialFactor,
  };
  const { window, rate } = frames;
  const tokens = window * grid.rows * grid.columns;
  const step = rate.den / rate.num;
  const times = { seconds: Array.from({ length: window }, (_, at) => at * step), loopSeconds: undefined };
  const { cos, sin } = ropeTables(position, times, grid);
  return {
    tokens: new Tensor('float32', frameNoise('1', 0, tokens * latent.channels), [1, tokens, latent.channels]),
    sigma: ones([1, window], 0.5),
    rope_cos: new Tensor('float32', cos, [tokens, position.headDim / 2]),
    rope_sin: new Tensor('float32', sin, [tokens, position.headDim / 2]),
    time_features: new Tensor('float32', timeFeatures(times, step), [1, window, timeFeatureCount]),
    text: new Tensor('float32', frameNoise('2', 0, words * textWidth), [1, words, textWidth]),
    text_mask: ones([1, words]),
  };
}

/**
 * Measures both rates alternately, so that whatever else the machine does falls on both alike.
 *
 * @param rounds runs of each that count; some before them do not.
 */
export async function measureRates(
  packFolder: string,
  manifest: PackManifest,
  threads: number,
  rounds: number,
): Promise<EngineRates> {
  if (manifest.family !== 'animatic') throw new Error(`No rates for the family ${manifest.family}.`);
  const options = sessionOptions({ provider: 'cpu', threads, keepMemory: true });
  const gemm = await InferenceSession.create(matmulGraph(gemmSize), options);
  const denoiser = await InferenceSession.create(join(packFolder, denoiserFor(manifest, 'cpu')), options);
  const text = denoiser.inputMetadata.find(({ name }) => name === 'text');
  const width = text?.isTensor === true ? text.shape[2] : undefined;
  const feeds = windowFeeds(manifest, typeof width === 'number' ? width : 384);
  const x = { x: ones([gemmSize, gemmSize], 0.25) };
  const times = { gemm: [] as number[], transformer: [] as number[] };
  const time = async (run: () => Promise<unknown>): Promise<number> => {
    const start = performance.now();
    await run();
    return performance.now() - start;
  };
  const warmUp = 3;
  for (let round = -warmUp; round < rounds; round += 1) {
    const product = await time(() => gemm.run(x));
    const pass = await time(() => denoiser.run(feeds));
    if (round < 0) continue;
    times.gemm.push(product);
    times.transformer.push(pass);
  }
  await gemm.release();
  await denoiser.release();
  const gemmRate = rateOf(2 * gemmSize ** 3, times.gemm);
  const transformer = rateOf(manifest.cost.flopsPerWindow, times.transformer);
  return { gemm: gemmRate, transformer, share: transformer.median / gemmRate.median };
}
