import { Tensor } from 'onnxruntime-node';
import type { WanManifest } from '../../../../src-shared/pack/schema.ts';
import type { StreamState } from '../../../../src-shared/pack/wan.ts';
import { floatsOf, type Feeds } from '../../packs/session.ts';
import type { Stages } from './stages.ts';

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

/** @param stages where the four graphs are opened; the caller says when they are finished with. */
export function createCodec({ latent, stream }: WanManifest, stages: Stages): Codec {
  const { factor } = latent.temporal;
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

    async decode(latents, { rows, columns }, take, between) {
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
    },
  };
}
