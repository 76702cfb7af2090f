import { Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import type { ProviderName } from '../protocol.ts';
import { readManifest } from '../../packs/read-manifest.ts';
import type { WanManifest } from '../../../src-shared/pack/schema.ts';
import { wanContracts, type WanRole } from '../families/wan/contracts.ts';
import { gridOf, tokensToPlanes } from '../families/wan/layout.ts';
import { openWan } from '../families/wan/load.ts';
import { timeEmbedding } from '../families/clips/time-embedding.ts';
import { wanRope } from '../families/wan/positions.ts';
import { makeWindow, type WanModel } from '../families/wan/window.ts';
import { pictureToPlanes, type Bucket } from '../run/pixels.ts';
import { floatsOf } from '../packs/session.ts';
import { noiseLevels } from '../samplers/noise-levels.ts';
import { parityFigure, relativeError, type ParityFigure } from './compare.ts';
import { textError } from './text-error.ts';
import { assemblePack, readCases, type Precision, type ReferenceCase } from './fixture.ts';

const transformerCaseSchema = z.object({
  latentFrames: z.number(),
  rows: z.number(),
  columns: z.number(),
  timesteps: z.array(z.number()),
});

const pipelineCaseSchema = z.object({
  height: z.number(),
  width: z.number(),
  frames: z.number(),
  known: z.array(z.number()),
  steps: z.number(),
  guidance: z.number(),
  /** Threshold of the first-block cache, and how many evaluations left blocks out. */
  cache: z.number().optional(),
  reused: z.number().optional(),
  /** Below 1 the pictures are a shot to make over. */
  strength: z.number().default(1),
  prompt: z.string(),
  negative: z.string(),
});

const goOn = async (): Promise<void> => undefined;

function bucketOf(width: number, height: number): Bucket {
  return { aspect: `${width}:${height}`, width, height, visible: { width, height } };
}

/** One evaluation; positions and the timestep's embedding, which the engine makes itself, are compared as well. */
async function transformerError(
  { manifest, stages }: WanModel,
  role: WanRole,
  reference: ReferenceCase,
): Promise<number> {
  const { latentFrames, rows, columns, timesteps } = transformerCaseSchema.parse(reference.about);
  const { spatialFactor, temporal } = manifest.latent;
  const size = { width: columns * spatialFactor, height: rows * spatialFactor };
  const grid = gridOf(manifest, size, (latentFrames - 1) * temporal.factor + 1);
  const { cos, sin } = wanRope(manifest.transformer, grid);
  const time = timeEmbedding(timesteps, manifest.transformer.timeWidth);
  const own: Readonly<Record<string, Float32Array>> = { rope_cos: cos, rope_sin: sin, time };
  const feeds: Record<string, Tensor> = {};
  for (const { name } of wanContracts(manifest)[role]?.inputs ?? []) {
    const { shape } = reference.tensor(name);
    feeds[name] = new Tensor('float32', own[name] ?? reference.floats(name), shape);
  }
  const graph = await stages.open(role);
  const velocity = floatsOf(await graph.run(feeds), 'velocity', role);
  return Math.max(
    relativeError(velocity, reference.floats('velocity')),
    ...Object.entries(own).map(([name, values]) => relativeError(values, reference.floats(name))),
  );
}

async function encodeError({ codec, manifest }: WanModel, reference: ReferenceCase): Promise<number> {
  const { shape } = reference.tensor('pixels');
  const [pictures = 0, , height = 0, width = 0] = shape;
  const pixels = reference.floats('pixels');
  const plane = 3 * height * width;
  const frames = (pictures - 1) / manifest.latent.temporal.factor + 1;
  const latents = await codec.encode(
    (at) => pixels.subarray(at * plane, (at + 1) * plane),
    frames,
    { width, height },
    goOn,
  );
  const expected = reference.floats('latents');
  const size = expected.length / frames;
  const cells = size / manifest.latent.channels;
  const ours = Float32Array.from({ length: expected.length }, (_, at) => {
    const channel = Math.floor((at % size) / cells);
    const value = latents[Math.floor(at / size)]?.[at % size] ?? Number.NaN;
    return value * (manifest.latent.std[channel] ?? 1) + (manifest.latent.mean[channel] ?? 0);
  });
  return relativeError(ours, expected);
}

async function decodeError({ codec, manifest }: WanModel, reference: ReferenceCase): Promise<number> {
  const [frames = 0, channels = 0, rows = 0, columns = 0] = reference.tensor('latents').shape;
  const values = reference.floats('latents');
  const cells = rows * columns;
  const latents = Array.from({ length: frames }, (_, frame) =>
    Float32Array.from({ length: channels * cells }, (__, at) => {
      const channel = Math.floor(at / cells);
      const value = values[frame * channels * cells + at] ?? 0;
      return (value - (manifest.latent.mean[channel] ?? 0)) / (manifest.latent.std[channel] ?? 1);
    }),
  );
  return relativeError(await decoded(codec, latents, { rows, columns }), reference.floats('pixels'));
}

async function decoded(
  codec: WanModel['codec'],
  latents: readonly Float32Array[],
  grid: { rows: number; columns: number },
): Promise<number[]> {
  const pixels: number[] = [];
  await codec.decode(
    latents,
    grid,
    async (_, planes) => {
      for (const value of planes) pixels.push(value);
    },
    goOn,
  );
  return pixels;
}

async function imageError({ stages }: WanModel, reference: ReferenceCase): Promise<number> {
  const graph = await stages.open('image');
  const pixels = new Tensor('float32', reference.floats('pixels'), reference.tensor('pixels').shape);
  const tokens = floatsOf(await graph.run({ pixels }), 'tokens', 'image');
  return relativeError(tokens, reference.floats('tokens'));
}

/** From prompt, noise and pictures to finished frames, everything by the engine. */
async function pipelineError(model: WanModel, reference: ReferenceCase): Promise<number> {
  const { manifest, codec, readWords } = model;
  const about = pipelineCaseSchema.parse(reference.about);
  const bucket = bucketOf(about.width, about.height);
  const grid = gridOf(manifest, bucket, about.frames);
  const noise = reference.floats('noise');
  const { data } = reference.tensor('pictures');
  const bytes = about.width * about.height * 3;
  const pictures = Array.from({ length: data.length / bytes }, (_, at) => {
    const planes = new Float32Array(bytes);
    const rgb = Uint8Array.from(data.subarray(at * bytes, (at + 1) * bytes), Number);
    pictureToPlanes(rgb, bucket, planes, 0);
    return planes;
  });
  const known = new Map(about.known.map((place, at) => [place, pictures[at] ?? new Float32Array(0)]));
  const { tokens, reused } = await makeWindow(model, {
    bucket,
    count: about.frames,
    known,
    source: about.strength < 1 ? pictures : undefined,
    words: await readWords(about.prompt),
    unguided: await readWords(about.negative),
    levels: noiseLevels(manifest.schedule, about.steps, about.strength),
    sampler: manifest.sampler.name,
    guidance: about.guidance,
    cache: about.cache,
    noise: (frame, length) => noise.subarray(frame * length, (frame + 1) * length),
    checkpoint: goOn,
    onPrepared: goOn,
    onStep: goOn,
  });
  if (reused !== (about.reused ?? 0)) return Number.POSITIVE_INFINITY;
  const size = tokens.length / grid.frames;
  const latents = Array.from({ length: grid.frames }, (_, frame) =>
    tokensToPlanes(tokens.subarray(frame * size, (frame + 1) * size), grid),
  );
  const pixels = await decoded(codec, latents, grid);
  // Upstream's finished frames are in [0, 1].
  return relativeError(
    pixels.map((value) => (value + 1) / 2),
    reference.floats('frames'),
  );
}

function errorOf(model: WanModel, reference: ReferenceCase): Promise<number> {
  switch (reference.graph) {
    case 'text':
      return textError(model.readWords, reference);
    case 'transformer':
    case 'transformerLow':
      return transformerError(model, reference.graph, reference);
    case 'encode':
      return encodeError(model, reference);
    case 'decode':
      return decodeError(model, reference);
    case 'image':
      return imageError(model, reference);
    case 'pipeline':
      return pipelineError(model, reference);
    default:
      throw new Error(`Nobody knows how to compare ${reference.graph}.`);
  }
}

export interface ParityOptions {
  readonly provider: ProviderName;
  readonly threads: number;
  /** One case of each graph and one whole pipeline: for drivers in software, which take minutes over anything. */
  readonly quick?: boolean;
  /** Of the pack. */
  readonly precision?: Precision;
}

/** The cases to compare. */
export function chosenCases(
  cases: readonly ReferenceCase[],
  { quick = false }: ParityOptions,
): readonly ReferenceCase[] {
  if (!quick) return cases;
  // The last case of a transformer has the most tokens, from which on some kernels change; the first pipeline is plain.
  return [...new Set(cases.map(({ graph }) => graph))].flatMap((graph) => {
    const ofGraph = cases.filter((each) => each.graph === graph);
    return ofGraph.slice(...(graph === 'pipeline' ? [0, 1] : [-1]));
  });
}

async function manifestOf(folder: string): Promise<WanManifest> {
  const manifest = await readManifest(folder);
  if (manifest.family !== 'wan') throw new Error('The fixture is of another family.');
  return manifest;
}

/** Compares one tiny Wan pack with what diffusers made of the pipeline it was exported from. */
export async function compareWan(
  fixtures: string,
  name: string,
  options: ParityOptions,
): Promise<ParityFigure[]> {
  const pack = await assemblePack(fixtures, name, undefined, options.precision);
  const model = await openWan(await manifestOf(pack.folder), { packFolder: pack.folder, ...options });
  try {
    const worst = new Map<string, { error: number; cases: number }>();
    for (const reference of chosenCases(await readCases(fixtures, name), options)) {
      const error = await errorOf(model, reference);
      const before = worst.get(reference.graph) ?? { error: 0, cases: 0 };
      // A value that is no number stays one.
      const larger = before.error >= error ? before.error : error;
      worst.set(reference.graph, { error: larger, cases: before.cases + 1 });
    }
    return [...worst].map(([what, figure]) =>
      parityFigure(`wan/${name}`, options.precision ?? 'whole', what, figure),
    );
  } finally {
    await model.stages.release();
    await pack.remove();
  }
}
