import { Tensor } from 'onnxruntime-node';
import type { LtxManifest } from '../../../../src-shared/pack/schema.ts';
import { floatsOf } from '../../packs/session.ts';
import type { Stages } from '../clips/stages.ts';
import { timeEmbedding } from '../clips/time-embedding.ts';
import type { LtxRole } from './contracts.ts';
import type { LtxGrid } from './positions.ts';

export interface LtxCodec {
  /**
   * A clip to normalised latents, drawn from the codec's posterior as the model was trained on.
   *
   * @param pictures planes [3, height, width] in [-1, 1] of one frame and whole groups.
   * @param draw standard normal numbers.
   * @returns tokens [latent frames * rows * columns, channels].
   */
  encode(
    pictures: readonly Float32Array[],
    size: { readonly width: number; readonly height: number },
    draw: (length: number) => Float32Array,
  ): Promise<Float32Array>;
  /**
   * Normalised latents to pictures.
   *
   * @param tokens [latent frames * rows * columns, channels].
   * @param take receives planes [3, height, width] of each picture with its place in the window, in order.
   */
  decode(
    tokens: Float32Array,
    grid: LtxGrid,
    draw: (length: number) => Float32Array,
    take: (at: number, planes: Float32Array) => Promise<void>,
  ): Promise<void>;
}

/** Walks every value of latents: its place in planes [T, C, cells] and in tokens [T, cells, C], and its channel. */
function eachValue(
  frames: number,
  channels: number,
  cells: number,
  visit: (plane: number, token: number, channel: number) => void,
): void {
  for (let frame = 0; frame < frames; frame += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      for (let cell = 0; cell < cells; cell += 1) {
        visit(
          (frame * channels + channel) * cells + cell,
          (frame * cells + cell) * channels + channel,
          channel,
        );
      }
    }
  }
}

/** @param stages where the two graphs are opened; the caller says when they are finished with. */
export function createLtxCodec(
  { latent, decode: decoding, transformer }: LtxManifest,
  stages: Pick<Stages<LtxRole>, 'open'>,
): LtxCodec {
  const { channels, mean, std, spatialFactor, temporal } = latent;
  return {
    async encode(pictures, { width, height }, draw) {
      const plane = 3 * width * height;
      const pixels = new Float32Array(pictures.length * plane);
      for (const [at, planes] of pictures.entries()) pixels.set(planes, at * plane);
      const graph = await stages.open('encoder');
      const results = await graph.run({
        pixels: new Tensor('float32', pixels, [pictures.length, 3, height, width]),
      });
      const latents = floatsOf(results, 'latents', 'encoder');
      const spread = floatsOf(results, 'spread', 'encoder');
      const cells = (width / spatialFactor) * (height / spatialFactor);
      const noise = draw(latents.length);
      const tokens = new Float32Array(latents.length);
      eachValue(spread.length / cells, channels, cells, (place, token, channel) => {
        const frame = Math.floor(place / (cells * channels));
        const drawn =
          (latents[place] ?? 0) + (spread[frame * cells + (place % cells)] ?? 0) * (noise[token] ?? 0);
        tokens[token] = (drawn - (mean[channel] ?? 0)) / (std[channel] ?? 1);
      });
      return tokens;
    },

    async decode(tokens, { frames, rows, columns }, draw, take) {
      const { timed } = decoding;
      const noise = timed === undefined ? undefined : draw(tokens.length);
      const share = timed?.noise ?? 0;
      const latents = new Float32Array(tokens.length);
      eachValue(frames, channels, rows * columns, (place, token, channel) => {
        const value = (tokens[token] ?? 0) * (std[channel] ?? 1) + (mean[channel] ?? 0);
        latents[place] = (1 - share) * value + share * (noise?.[token] ?? 0);
      });
      const graph = await stages.open('decoder');
      const results = await graph.run({
        latents: new Tensor('float32', latents, [frames, channels, rows, columns]),
        ...(timed === undefined
          ? {}
          : {
              time: new Tensor(
                'float32',
                timeEmbedding([Math.fround(timed.timestep * timed.scale)], transformer.timeWidth),
                [1, transformer.timeWidth],
              ),
            }),
      });
      const pixels = floatsOf(results, 'pixels', 'decoder');
      const count = (frames - 1) * temporal.factor + 1;
      const plane = pixels.length / count;
      for (let at = 0; at < count; at += 1) await take(at, pixels.subarray(at * plane, (at + 1) * plane));
    },
  };
}
