import { Tensor } from 'onnxruntime-node';
import type { WanManifest } from '../../../../src-shared/pack/schema.ts';
import type { StreamState } from '../../../../src-shared/pack/wan.ts';
import { floatsOf, type Feeds } from '../../packs/session.ts';
import type { Stages } from '../clips/stages.ts';
import type { WanRole } from './contracts.ts';
import { cutTile, layTile, spansOf } from './tiles.ts';

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

function stateOf(results: Readonly<Record<string, Tensor>>, states: readonly StreamState[]): Feeds {
  return Object.fromEntries(
    states.flatMap(({ name }) => {
      const value = results[`next_${name}`];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** Bytes of the decoder's state at a size, in and out of a call. */
export function streamBytes(
  states: readonly StreamState[],
  { rows, columns }: { readonly rows: number; readonly columns: number },
): number {
  const values = states.reduce(
    (sum, { channels, frames, scale }) => sum + channels * frames * rows * columns * scale * scale,
    0,
  );
  return values * Float32Array.BYTES_PER_ELEMENT * 2;
}

/**
 * @param stages where the four graphs are opened; the caller says when they are finished with.
 * @param memory bytes the decoder's state may take; a picture that needs more is decoded in tiles, each through the whole
 *   of its time, which costs the overlaps twice.
 */
export function createCodec(
  { latent, stream }: WanManifest,
  stages: Stages<WanRole>,
  memory: () => number,
): Codec {
  const { factor } = latent.temporal;

  async function decodeWhole(
    latents: readonly Float32Array[],
    { rows, columns }: { readonly rows: number; readonly columns: number },
    take: (at: number, planes: Float32Array) => Promise<void>,
    between: () => Promise<void>,
  ): Promise<void> {
    let state: Feeds = {};
    let at = 0;
    for (const [frame, z] of latents.entries()) {
      await between();
      const graph = await stages.open(frame === 0 ? 'decoderFirst' : 'decoderNext');
      const input = new Tensor('float32', denormalise(z, latent), [1, latent.channels, rows, columns]);
      const results = await graph.run({ ...state, latents: input });
      state = stateOf(results, stream.decoder);
      const pixels = floatsOf(results, 'pixels', 'decoder');
      const count = frame === 0 ? 1 : factor;
      const plane = pixels.length / count;
      for (let picture = 0; picture < count; picture += 1, at += 1) {
        await take(at, pixels.subarray(picture * plane, (picture + 1) * plane));
      }
    }
  }

  return {
    async encode(picture, frames, { width, height }, between) {
      const made: Float32Array[] = [];
      let state: Feeds = {};
      const plane = 3 * width * height;
      for (let frame = 0; frame < frames; frame += 1) {
        await between();
        const isFirst = frame === 0;
        const graph = await stages.open(isFirst ? 'encoderFirst' : 'encoderNext');
        const count = isFirst ? 1 : factor;
        const pixels = new Float32Array(count * plane);
        const start = isFirst ? 0 : 1 + (frame - 1) * factor;
        for (let at = 0; at < count; at += 1) pixels.set(picture(start + at), at * plane);
        const results = await graph.run({
          ...state,
          pixels: new Tensor('float32', pixels, [count, 3, height, width]),
        });
        state = stateOf(results, stream.encoder);
        made.push(normalise(floatsOf(results, 'latents', 'encoder'), latent));
      }
      return made;
    },

    async decode(latents, grid, take, between) {
      if (streamBytes(stream.decoder, grid) <= memory()) {
        await decodeWhole(latents, grid, take, between);
        return;
      }
      const { spatialFactor } = latent;
      const tiling = {
        size: Math.max(1, Math.floor(stream.tile.size / spatialFactor)),
        stride: Math.max(1, Math.floor(stream.tile.stride / spatialFactor)),
        factor: spatialFactor,
      };
      const down = spansOf(grid.rows, tiling);
      const across = spansOf(grid.columns, tiling);
      const count = (latents.length - 1) * factor + 1;
      const width = grid.columns * spatialFactor;
      const pictures = Array.from(
        { length: count },
        () => new Float32Array(3 * grid.rows * grid.columns * spatialFactor * spatialFactor),
      );
      for (const [row, high] of down.entries()) {
        for (const [column, wide] of across.entries()) {
          const place = { down, across, at: [row, column] } as const;
          await decodeWhole(
            latents.map((planes) => cutTile(planes, grid, high, wide)),
            { rows: high.length, columns: wide.length },
            async (at, tile) => {
              const picture = pictures[at];
              if (picture !== undefined) layTile(picture, width, tile, place, spatialFactor);
            },
            between,
          );
        }
      }
      for (const [at, picture] of pictures.entries()) await take(at, picture);
    },
  };
}
