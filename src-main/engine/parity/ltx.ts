import { Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import type { LtxManifest } from '../../../src-shared/pack/schema.ts';
import { readManifest } from '../../packs/read-manifest.ts';
import { createLtxCodec } from '../families/ltx/codec.ts';
import { ltxContracts } from '../families/ltx/contracts.ts';
import type { Draw } from '../families/ltx/draw.ts';
import { ltxLevels } from '../families/ltx/levels.ts';
import { openLtx } from '../families/ltx/load.ts';
import { ltxGrid, ltxRope, pictureOf } from '../families/ltx/positions.ts';
import { makeLtxWindow, type LtxModel } from '../families/ltx/window.ts';
import { timeEmbedding } from '../families/clips/time-embedding.ts';
import { floatsOf } from '../packs/session.ts';
import { pictureToPlanes } from '../run/pixels.ts';
import { parityFigure, relativeError, type ParityFigure } from './compare.ts';
import { textError } from './text-error.ts';
import { assemblePack, readCases, type ReferenceCase } from './fixture.ts';
import { chosenCases, type ParityOptions } from './wan.ts';

const transformerCaseSchema = z.object({
  latentFrames: z.number(),
  rows: z.number(),
  columns: z.number(),
  keyframes: z.array(z.number()),
  timesteps: z.array(z.number()),
});

const pipelineCaseSchema = z.object({
  name: z.string(),
  height: z.number(),
  width: z.number(),
  frames: z.number(),
  known: z.array(z.number()),
  steps: z.number(),
  strength: z.number(),
  guidance: z.number(),
  /** Threshold of the first-block cache, and how many evaluations left blocks out. */
  cache: z.number().optional(),
  reused: z.number().optional(),
  prompt: z.string(),
  negative: z.string(),
  draws: z.number(),
});

const goOn = async (): Promise<void> => undefined;

/** One evaluation; positions and the levels' embedding, which the engine makes itself, are compared as well. */
async function transformerError({ manifest, stages }: LtxModel, reference: ReferenceCase): Promise<number> {
  const { latentFrames, rows, columns, keyframes, timesteps } = transformerCaseSchema.parse(reference.about);
  const { factor } = manifest.latent.temporal;
  const pictures = [
    ...keyframes.map((picture) => pictureOf(0, factor, picture)),
    ...Array.from({ length: latentFrames }, (_, at) => pictureOf(at, factor, 0)),
  ];
  const { cos, sin } = ltxRope(manifest, pictures, { rows, columns });
  const time = timeEmbedding(timesteps, manifest.transformer.timeWidth);
  const own: Readonly<Record<string, Float32Array>> = { rope_cos: cos, rope_sin: sin, time };
  const feeds: Record<string, Tensor> = {};
  for (const { name } of ltxContracts(manifest).transformer?.inputs ?? []) {
    const { shape, data } = reference.tensor(name);
    feeds[name] =
      name === 'level'
        ? new Tensor('int64', BigInt64Array.from(data, BigInt), shape)
        : new Tensor('float32', own[name] ?? reference.floats(name), shape);
  }
  const graph = await stages.open('transformer');
  const velocity = floatsOf(await graph.run(feeds), 'velocity', 'transformer');
  return Math.max(
    relativeError(velocity, reference.floats('velocity')),
    ...Object.entries(own).map(([name, values]) => relativeError(values, reference.floats(name))),
  );
}

/** A clip through the encoder, piece by piece as the engine does it, without and with what its posterior draws. */
async function encodeError({ codec, manifest }: LtxModel, reference: ReferenceCase): Promise<number> {
  const [frames = 0, , height = 0, width = 0] = reference.tensor('pixels').shape;
  const pixels = reference.floats('pixels');
  const plane = 3 * height * width;
  const pictures = Array.from({ length: frames }, (_, at) => pixels.subarray(at * plane, (at + 1) * plane));
  const { channels, mean, std } = manifest.latent;
  const [latentFrames = 0, , rows = 0, columns = 0] = reference.tensor('latents').shape;
  const cells = rows * columns;
  const [means, spread] = [reference.floats('latents'), reference.floats('spread')];
  const errors: number[] = [];
  for (const draws of [0, 1]) {
    const tokens = await codec.encode(
      pictures,
      { width, height },
      (length) => new Float32Array(length).fill(draws),
      goOn,
    );
    const ours = new Float32Array(means.length);
    const theirs = means.map((value, at) => {
      const frame = Math.floor(at / (channels * cells));
      const channel = Math.floor(at / cells) % channels;
      const cell = at % cells;
      const token = tokens[(frame * cells + cell) * channels + channel] ?? Number.NaN;
      ours[at] = token * (std[channel] ?? 1) + (mean[channel] ?? 0);
      return value + draws * (spread[frame * cells + cell] ?? 0);
    });
    errors.push(tokens.length === latentFrames * cells * channels ? relativeError(ours, theirs) : Infinity);
  }
  return Math.max(...errors);
}

/** Side of a tile and distance of two of the cases that upstream decoded in tiles. */
const smallTiles = { size: 96, stride: 64 };

/** A clip through the decoder, piece by piece as the engine does it, with no noise mixed in. */
async function decodeError({ manifest, stages }: LtxModel, reference: ReferenceCase): Promise<number> {
  const memory = reference.graph === 'decode-tiled' ? 0 : Infinity;
  const [frames = 0, channels = 0, rows = 0, columns = 0] = reference.tensor('latents').shape;
  const { timed } = manifest.decode;
  const decode = timed === undefined ? {} : { timed: { ...timed, noise: 0 } };
  const stream = { ...manifest.stream, tile: smallTiles };
  const codec = createLtxCodec({ ...manifest, decode, stream }, stages, () => memory);
  const { mean, std } = manifest.latent;
  const values = reference.floats('latents');
  const cells = rows * columns;
  const tokens = new Float32Array(values.length);
  for (const [at, value] of values.entries()) {
    const frame = Math.floor(at / (channels * cells));
    const channel = Math.floor(at / cells) % channels;
    const token = (frame * cells + (at % cells)) * channels + channel;
    tokens[token] = (value - (mean[channel] ?? 0)) / (std[channel] ?? 1);
  }
  const pixels: number[] = [];
  await codec.decode(
    tokens,
    { frames, rows, columns },
    (length) => new Float32Array(length),
    async (_, planes) => {
      for (const value of planes) pixels.push(value);
    },
    goOn,
  );
  return relativeError(pixels, reference.floats('pixels'));
}

/** Everything random of a case, in the order in which diffusers drew it. */
function recordedDraw(reference: ReferenceCase, draws: number) {
  let next = 0;
  const draw: Draw = (kind, length) => {
    if (next === draws) throw new Error(`${kind}: more is drawn than upstream draws.`);
    const noise = reference.floats(`noise_${String(next).padStart(2, '0')}`).slice();
    next += 1;
    if (noise.length !== length) throw new Error(`${kind}: ${length} numbers instead of ${noise.length}.`);
    return noise;
  };
  return { draw, left: () => draws - next };
}

/** From prompt, noise and pictures to finished frames, everything by the engine. */
async function pipelineError(model: LtxModel, reference: ReferenceCase): Promise<number> {
  const { manifest, codec, readWords } = model;
  const about = pipelineCaseSchema.parse(reference.about);
  const { width, height } = about;
  const bucket = { aspect: `${width}:${height}`, width, height, visible: { width, height } };
  const { data } = reference.tensor('pictures');
  const bytes = width * height * 3;
  const pictures = Array.from({ length: data.length / bytes }, (_, at) => {
    const planes = new Float32Array(bytes);
    pictureToPlanes(Uint8Array.from(data.subarray(at * bytes, (at + 1) * bytes), Number), bucket, planes, 0);
    return planes;
  });
  const { draw, left } = recordedDraw(reference, about.draws);
  const { tokens, reused } = await makeLtxWindow(model, {
    bucket,
    count: about.frames,
    known: new Map(about.known.map((place, at) => [place, pictures[at] ?? new Float32Array(0)])),
    source: about.strength < 1 ? pictures : undefined,
    words: await readWords(about.prompt),
    unguided: await readWords(about.negative),
    levels: ltxLevels(manifest.schedule, about.steps, about.strength),
    sampler: manifest.sampler.name,
    guidance: about.guidance,
    cache: about.cache,
    draw,
    checkpoint: goOn,
    onPrepared: goOn,
    onStep: goOn,
  });
  if (reused !== (about.reused ?? 0)) return Number.POSITIVE_INFINITY;
  const pixels: number[] = [];
  await codec.decode(
    tokens,
    ltxGrid(manifest, bucket, about.frames),
    (length) => draw('decode', length),
    async (_, planes) => {
      // Upstream's finished frames are in [0, 1] and clipped to it.
      for (const value of planes) pixels.push(Math.min(1, Math.max(0, (value + 1) / 2)));
    },
    goOn,
  );
  if (left() !== 0) throw new Error(`${about.name}: upstream draws ${left()} times more.`);
  return relativeError(pixels, reference.floats('frames'));
}

function errorOf(model: LtxModel, reference: ReferenceCase): Promise<number> {
  switch (reference.graph) {
    case 'text':
      return textError(model.readWords, reference);
    case 'transformer':
      return transformerError(model, reference);
    case 'encode':
      return encodeError(model, reference);
    case 'decode':
    case 'decode-tiled':
      return decodeError(model, reference);
    case 'pipeline':
      return pipelineError(model, reference);
    default:
      throw new Error(`Nobody knows how to compare ${reference.graph}.`);
  }
}

async function manifestOf(folder: string): Promise<LtxManifest> {
  const manifest = await readManifest(folder);
  if (manifest.family !== 'ltx') throw new Error('The fixture is of another family.');
  return manifest;
}

/** Compares one tiny LTX-Video pack with what diffusers made of the pipeline it was exported from. */
export async function compareLtx(
  fixtures: string,
  name: string,
  options: ParityOptions,
): Promise<ParityFigure[]> {
  const pack = await assemblePack(fixtures, name, undefined, options.precision);
  const model = await openLtx(await manifestOf(pack.folder), { packFolder: pack.folder, ...options });
  try {
    const worst = new Map<string, { error: number; cases: number }>();
    for (const reference of chosenCases(await readCases(fixtures, name), options)) {
      const before = worst.get(reference.graph);
      const error = await errorOf(model, reference);
      // A value that is no number stays one.
      const larger = before !== undefined && before.error >= error ? before.error : error;
      worst.set(reference.graph, { error: larger, cases: (before?.cases ?? 0) + 1 });
    }
    return [...worst].map(([what, figure]) =>
      parityFigure(`ltx/${name}`, options.precision ?? 'whole', what, figure),
    );
  } finally {
    await model.stages.release();
    await pack.remove();
  }
}
