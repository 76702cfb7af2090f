import { Tensor } from 'onnxruntime-node';
import type { WanManifest } from '../../../../src-shared/pack/schema.ts';
import { streamBytesPerCell } from '../../../../src-shared/pack/cost/stream.ts';
import type { Stages } from '../clips/stages.ts';
import { createStreamBuffers } from '../clips/stream-buffers.ts';
import { decodeInTiles, type DecodeTile } from '../clips/tiles.ts';
import type { WanRole } from './contracts.ts';

/**
 * The streaming autoencoder: one latent frame at a time, with the state of its causal convolutions handed from call to
 * call, so that memory does not grow with duration. The first latent frame is one picture, every later one a group.
 */
export interface Codec {
  /**
   * Pictures to normalised latents, one latent frame after another as their pictures are asked for.
   *
   * @param picture planes [3, height, width] in [-1, 1] of one picture, by its place in the window.
   * @param frames latent frames to make.
   */
  encode(
    picture: (at: number) => Float32Array,
    frames: number,
    size: { readonly width: number; readonly height: number },
    between: () => Promise<void>,
  ): Promise<Float32Array[]>;
  /**
   * Normalised latents to pictures.
   *
   * @param latents [C, rows, columns] of each latent frame.
   * @param take receives planes [3, height, width] of each picture with its place in the window, in order.
   */
  decode(
    latents: readonly Float32Array[],
    grid: { readonly rows: number; readonly columns: number },
    take: (at: number, planes: Float32Array) => Promise<void>,
    between: () => Promise<void>,
  ): Promise<void>;
}

type Normalisation = Pick<WanManifest['latent'], 'mean' | 'std'>;

/** (z - mean) / std per channel, in place. */
function normalise(latents: Float32Array, { mean, std }: Normalisation): Float32Array {
  const cells = latents.length / mean.length;
  for (let i = 0; i < latents.length; i += 1) {
    const channel = Math.floor(i / cells);
    latents[i] = ((latents[i] ?? 0) - (mean[channel] ?? 0)) / (std[channel] ?? 1);
  }
  return latents;
}

/** z * std + mean per channel, as a copy. */
function denormalise(latents: Float32Array, { mean, std }: Normalisation): Float32Array {
  const cells = latents.length / mean.length;
  return latents.map((value, i) => {
    const channel = Math.floor(i / cells);
    return value * (std[channel] ?? 1) + (mean[channel] ?? 0);
  });
}

/**
 * @param stages where the four graphs are opened; the caller says when they are finished with.
 * @param memory bytes the decoder may take beside its weights; a picture that needs more is decoded in tiles, each through the whole
 *   of its time, which costs the overlaps twice.
 */
export function createCodec(
  { latent, stream }: WanManifest,
  stages: Stages<WanRole>,
  memory: () => number,
): Codec {
  const { factor } = latent.temporal;
  const { spatialFactor } = latent;

  async function decodeWhole(
    latents: readonly Float32Array[],
    { rows, columns }: { readonly rows: number; readonly columns: number },
    take: (at: number, planes: Float32Array) => Promise<void>,
    between: () => Promise<void>,
  ): Promise<void> {
    const turn = createStreamBuffers(stream.decoder, { rows, columns });
    const size = [3, rows * spatialFactor, columns * spatialFactor];
    const plane = size.reduce((product, side) => product * side, 1);
    const buffer = new Float32Array(Math.min(factor, (latents.length - 1) * factor + 1) * plane);
    let at = 0;
    for (const [frame, z] of latents.entries()) {
      await between();
      const graph = await stages.open(frame === 0 ? 'decoderFirst' : 'decoderNext');
      const input = new Tensor('float32', denormalise(z, latent), [1, latent.channels, rows, columns]);
      const { feeds, outputs } = turn();
      const count = frame === 0 ? 1 : factor;
      const pixels = buffer.subarray(0, count * plane);
      await graph.run(
        { ...feeds, latents: input },
        { ...outputs, pixels: new Tensor('float32', pixels, [count, ...size]) },
      );
      for (let picture = 0; picture < count; picture += 1, at += 1) {
        await take(at, pixels.subarray(picture * plane, (picture + 1) * plane));
      }
    }
  }

  return {
    async encode(picture, frames, { width, height }, between) {
      const made: Float32Array[] = [];
      const grid = { rows: height / spatialFactor, columns: width / spatialFactor };
      const turn = createStreamBuffers(stream.encoder, grid);
      const plane = 3 * width * height;
      for (let frame = 0; frame < frames; frame += 1) {
        await between();
        const isFirst = frame === 0;
        const graph = await stages.open(isFirst ? 'encoderFirst' : 'encoderNext');
        const count = isFirst ? 1 : factor;
        const pixels = new Float32Array(count * plane);
        const start = isFirst ? 0 : 1 + (frame - 1) * factor;
        for (let at = 0; at < count; at += 1) pixels.set(picture(start + at), at * plane);
        const { feeds, outputs } = turn();
        const values = new Float32Array(latent.channels * grid.rows * grid.columns);
        const latents = new Tensor('float32', values, [1, latent.channels, grid.rows, grid.columns]);
        await graph.run(
          { ...feeds, pixels: new Tensor('float32', pixels, [count, 3, height, width]) },
          { ...outputs, latents },
        );
        made.push(normalise(values, latent));
      }
      return made;
    },

    async decode(latents, grid, take, between) {
      const needed = streamBytesPerCell(stream.decoder, factor) * grid.rows * grid.columns;
      if (needed <= memory()) {
        await decodeWhole(latents, grid, take, between);
        return;
      }
      const size = latent.channels * grid.rows * grid.columns;
      const clip = new Float32Array(latents.length * size);
      for (const [frame, planes] of latents.entries()) clip.set(planes, frame * size);
      const count = (latents.length - 1) * factor + 1;
      const tile = { ...stream.tile, factor: spatialFactor };
      const decode: DecodeTile = (part, small, lay) => {
        const frameSize = part.length / latents.length;
        const frames = latents.map((_, at) => part.subarray(at * frameSize, (at + 1) * frameSize));
        return decodeWhole(frames, small, lay, between);
      };
      await decodeInTiles(clip, grid, count, tile, decode, take);
    },
  };
}
