import { assertNever } from '../../lib/assert-never.ts';
import { engineBytes } from './need.ts';
import { ltxStreamBytesPerCell, streamBytesPerCell } from './stream.ts';
import type { AnimaticManifest, LtxManifest, PackManifest, WanManifest } from '../schema.ts';
import type { PackCost, StageCost } from './pack-cost.ts';

const float = Float32Array.BYTES_PER_ELEMENT;

/** How many times as many pixels a finisher gives as it takes: it draws at four times the size. */
const finishedPixels = 16;

/** Frames the embedded family's codec decodes at once (`engine/run/execute-run.ts`). */
const animaticBatch = 4;

/**
 * Weights of a graph: its own file, and the files of weights that are called after it (`transformer-00.bin`), which is how
 * the exporter calls them. `vae` stands for the codec's graphs, which share theirs.
 */
function weightsOf(manifest: PackManifest, file: string, shared?: string): number {
  const stem = file.replace(/\.[^.]*$/, '');
  const pattern = /^(.+)-\d+\.bin$/;
  return Object.entries(manifest.files).reduce((sum, [name, { bytes }]) => {
    const owner = pattern.exec(name)?.[1];
    return name === file || owner === stem || (shared !== undefined && owner === shared) ? sum + bytes : sum;
  }, 0);
}

/** Latent cells of the size that the manifest's figures are given for: its first. */
function cellsOf({ latent, buckets: [first] }: PackManifest): number {
  const side = latent.spatialFactor;
  return first === undefined ? 1 : (first.width / side) * (first.height / side);
}

function latentFrames(frames: number, group: number): number {
  return Math.ceil((frames - 1) / group) + 1;
}

/**
 * What the manifest says a full window takes, for each latent cell.
 *
 * @param besides what its figure counts as well.
 */
function statedPerCell(manifest: PackManifest, frames: number, besides = 0): number {
  const { peakBytes, weightsBytes } = manifest.cost;
  return Math.max(0, peakBytes - weightsBytes - besides) / (cellsOf(manifest) * frames);
}

function animaticStages(manifest: AnimaticManifest): StageCost[] {
  const { graphs, frames, latent } = manifest;
  // Its figure is the peak of the whole engine.
  const perCell = statedPerCell(manifest, frames.window, engineBytes);
  const pixels = latent.spatialFactor ** 2;
  const stage = (name: StageCost['name'], file: string, rest: Partial<StageCost>): StageCost => ({
    name,
    weights: weightsOf(manifest, file),
    perCell,
    sees: 1,
    onProcessor: false,
    ...rest,
  });
  const { finisher } = graphs;
  const finishing = finisher === undefined ? 0 : weightsOf(manifest, finisher.file);
  const shown = pixels * 3 * float * (finisher === undefined ? 1 : 1 + finishedPixels);
  const decode = stage('decode', graphs.decoder.file, { sees: animaticBatch });
  return [
    stage('words', graphs.text.file, { perCell: 0, sees: 0, onProcessor: true }),
    stage('encode', graphs.encoder.file, { perCell: perCell + pixels * 3 * float }),
    stage('denoise', graphs.denoiser.file, { sees: 'all' }),
    { ...decode, weights: decode.weights + finishing, perCell: perCell + shown },
  ];
}

function streamStage(
  manifest: WanManifest,
  name: 'encode' | 'decode',
  files: readonly [string, string],
): StageCost {
  const { stream, latent } = manifest;
  const states = name === 'encode' ? stream.encoder : stream.decoder;
  const [first, next] = files;
  // The two graphs share their weights, yet each holds them in a form of its own.
  const weights = weightsOf(manifest, first, 'vae') + weightsOf(manifest, next, 'vae');
  const side = Math.max(1, Math.floor(stream.tile.size / latent.spatialFactor));
  return {
    name,
    weights,
    perCell: streamBytesPerCell(states, latent.temporal.factor),
    sees: 1,
    onProcessor: false,
    ...(name === 'decode' ? { tileCells: side * side } : {}),
  };
}

function wanStages(manifest: WanManifest): StageCost[] {
  const { graphs, frames, transformer } = manifest;
  const window = latentFrames(frames.window, frames.group);
  const denoise = {
    // The latents themselves: noise, sampler's memory, what is known.
    perCell: statedPerCell(manifest, window) + transformer.inChannels * float * 8,
    sees: 'all',
    goes: true,
    onProcessor: false,
  } as const;
  const small = { perCell: 0, sees: 0, onProcessor: true } as const;
  return [
    { name: 'words', weights: weightsOf(manifest, graphs.text.file), goes: true, ...small },
    ...(graphs.image === undefined
      ? []
      : [{ name: 'picture' as const, weights: weightsOf(manifest, graphs.image.file), ...small }]),
    streamStage(manifest, 'encode', [graphs.encoderFirst.file, graphs.encoderNext.file]),
    { name: 'denoise', weights: weightsOf(manifest, graphs.transformer.file), ...denoise },
    ...(graphs.transformerLow === undefined
      ? []
      : [
          {
            name: 'denoise-low' as const,
            weights: weightsOf(manifest, graphs.transformerLow.file),
            ...denoise,
          },
        ]),
    streamStage(manifest, 'decode', [graphs.decoderFirst.file, graphs.decoderNext.file]),
  ];
}

function ltxStages(manifest: LtxManifest): StageCost[] {
  const { graphs, frames, latent, stream } = manifest;
  const side = Math.max(1, Math.floor(stream.tile.size / latent.spatialFactor));
  const codec = { sees: 1, onProcessor: false } as const;
  return [
    {
      name: 'words',
      weights: weightsOf(manifest, graphs.text.file),
      perCell: 0,
      sees: 0,
      goes: true,
      onProcessor: true,
    },
    {
      name: 'encode',
      weights: weightsOf(manifest, graphs.encoder.file, 'vae'),
      perCell: ltxStreamBytesPerCell(stream.encoder, frames.group),
      ...codec,
    },
    {
      name: 'denoise',
      weights: weightsOf(manifest, graphs.transformer.file),
      perCell:
        statedPerCell(manifest, latentFrames(frames.window, frames.group)) + latent.channels * float * 8,
      sees: 'all',
      goes: true,
      onProcessor: false,
    },
    {
      name: 'decode',
      weights: weightsOf(manifest, graphs.decoder.file, 'vae'),
      perCell: ltxStreamBytesPerCell(stream.decoder, 1),
      tileCells: side * side,
      ...codec,
    },
  ];
}

function stagesOf(manifest: PackManifest): StageCost[] {
  switch (manifest.family) {
    case 'animatic':
      return animaticStages(manifest);
    case 'wan':
      return wanStages(manifest);
    case 'ltx':
      return ltxStages(manifest);
    default:
      return assertNever(manifest);
  }
}

/** What a pack costs, from the sizes of its files and what its manifest says of its networks. */
export function costOfPack(manifest: PackManifest): PackCost {
  const { latent, frames, buckets } = manifest;
  return {
    stages: stagesOf(manifest),
    cellPixels: latent.spatialFactor ** 2,
    group: manifest.family === 'animatic' ? 1 : manifest.frames.group,
    window: frames.window,
    rate: frames.rate,
    sizes: buckets.map(({ aspect, width, height }) => ({ aspect, width, height })),
  };
}
