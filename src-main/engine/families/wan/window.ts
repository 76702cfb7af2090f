import { Tensor } from 'onnxruntime-node';
import type { WanManifest } from '../../../../src-shared/pack/schema.ts';
import { floatsOf } from '../../packs/session.ts';
import { planesToPicture } from '../../run/pixels.ts';
import type { ClipJob, DenoisedClip } from '../clips/clip-family.ts';
import type { Stages } from '../clips/stages.ts';
import type { ReadWords } from '../clips/words.ts';
import { clipPixels } from './clip-pixels.ts';
import type { Codec } from './codec.ts';
import { conditionOf } from './condition.ts';
import { denoiseWan } from './denoise.ts';
import type { WanRole } from './contracts.ts';
import { gridOf, planesToTokens } from './layout.ts';

/** A Wan pack ready to run. */
export interface WanModel {
  readonly manifest: WanManifest;
  readonly stages: Stages<WanRole>;
  readonly codec: Codec;
  readonly readWords: ReadWords;
}

export interface WindowJob extends ClipJob {
  readonly noise: (frame: number, length: number) => Float32Array;
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
 * @returns tokens of every latent frame, and what they took.
 * @throws AppError `pack.operation`, `engine.*`, or `cancelled` from the checkpoint.
 */
export async function makeWindow(model: WanModel, job: WindowJob): Promise<DenoisedClip> {
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
    cache: job.cache,
    checkpoint,
    resume: job.resume,
    onStep: job.onStep,
  });
}
