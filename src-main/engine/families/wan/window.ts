import { Tensor } from 'onnxruntime-node';
import type { SamplerName, WanManifest } from '../../../../src-shared/pack/schema.ts';
import { floatsOf } from '../../packs/session.ts';
import type { NoiseLevels } from '../../samplers/noise-levels.ts';
import { planesToPicture, type Bucket } from '../../run/pixels.ts';
import { clipPixels } from './clip-pixels.ts';
import type { Codec } from './codec.ts';
import { conditionOf } from './condition.ts';
import { denoiseWan } from './denoise.ts';
import { gridOf, planesToTokens } from './layout.ts';
import type { Stages } from './stages.ts';
import type { ReadWords, Words } from './words.ts';

/** A Wan pack ready to run. */
export interface WanModel {
  readonly manifest: WanManifest;
  readonly stages: Stages;
  readonly codec: Codec;
  readonly readWords: ReadWords;
}

export interface WindowJob {
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
  readonly noise: (frame: number, length: number) => Float32Array;
  readonly checkpoint: () => Promise<void>;
  /** What is known has been read; the steps begin. */
  readonly onPrepared: () => Promise<void>;
  readonly onStep: (x0: Float32Array) => Promise<void>;
}

/** The picture encoder's view of the first (and last) known picture: [pictures * tokens, width]. */
async function lookAt(
  { manifest, stages }: WanModel,
  { bucket, known, count }: WindowJob,
): Promise<Float32Array | undefined> {
  const { image } = manifest.transformer;
  if (image === undefined) return undefined;
  const size = image.tokens * image.width;
  const seen = new Float32Array(image.pictures * size);
  const graph = await stages.open('image');
  for (const [at, place] of [0, count - 1].slice(0, image.pictures).entries()) {
    const planes = known.get(place);
    // Without a picture there is nothing to look at; the model was trained with one, and `conditionOf` refused the rest.
    if (planes === undefined) continue;
    const { rgb, width, height } = planesToPicture(planes, bucket, 1);
    const pixels = clipPixels(rgb, width, height, image);
    const results = await graph.run({
      pixels: new Tensor('float32', pixels, [1, 3, image.side, image.side]),
    });
    seen.set(floatsOf(results, 'tokens', 'image'), at * size);
  }
  await stages.finished('image');
  return seen;
}

/**
 * Makes one window: reads what is known, walks the noise levels.
 *
 * @returns tokens of every latent frame and the number of network evaluations.
 * @throws AppError `pack.operation`, `engine.*`, or `cancelled` from the checkpoint.
 */
export async function makeWindow(
  model: WanModel,
  job: WindowJob,
): Promise<{ tokens: Float32Array; evaluations: number }> {
  const { manifest, stages, codec } = model;
  const { bucket, count, checkpoint } = job;
  const grid = gridOf(manifest, bucket, count);
  const known = { count, pictures: job.known, width: bucket.width, height: bucket.height };
  const condition = await conditionOf({ manifest, codec, grid, known, between: checkpoint });
  let source: Float32Array[] | undefined;
  if (job.source !== undefined) {
    const pictures = job.source;
    const picture = (at: number) => pictures[at] ?? new Float32Array(3 * bucket.width * bucket.height);
    const latents = await codec.encode(picture, grid.frames, bucket, checkpoint);
    source = latents.map((planes) => planesToTokens(planes, grid));
  }
  const pictures = await lookAt(model, job);
  await stages.finished('encoderFirst', 'encoderNext');
  await job.onPrepared();
  return denoiseWan(manifest, stages, {
    grid,
    levels: job.levels,
    sampler: job.sampler,
    guidance: job.guidance,
    words: job.words.hidden,
    unguided: job.unguided.hidden,
    pictures,
    condition,
    noise: job.noise,
    source,
    checkpoint,
    onStep: job.onStep,
  });
}
