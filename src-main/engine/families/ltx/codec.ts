import { Tensor } from 'onnxruntime-node';
import { latentsPerCall, ltxStreamBytesPerCell } from '../../../../src-shared/pack/cost/stream.ts';
import type { LtxManifest } from '../../../../src-shared/pack/schema.ts';
import type { Stages } from '../clips/stages.ts';
import { decodeInTiles } from '../clips/tiles.ts';
import { timeEmbedding } from '../clips/time-embedding.ts';
import type { LtxRole } from './contracts.ts';
import type { LtxGrid } from './positions.ts';
import { runStream } from './stream.ts';

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
    between: () => Promise<void>,
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
    between: () => Promise<void>,
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

/**
 * @param stages where the two graphs are opened; the caller says when they are finished with.
 * @param memory bytes the decoder may take beside its weights; a picture that needs more is decoded in tiles.
 */
export function createLtxCodec(
  { latent, decode: decoding, transformer, stream }: LtxManifest,
  stages: Pick<Stages<LtxRole>, 'open'>,
  memory: () => number,
): LtxCodec {
  const { channels, mean, std, spatialFactor } = latent;
  const { factor } = latent.temporal;
  const { timed } = decoding;
  const time = timed && {
    time: new Tensor(
      'float32',
      timeEmbedding([Math.fround(timed.timestep * timed.scale)], transformer.timeWidth),
      [1, transformer.timeWidth],
    ),
  };

  /** Planes [T * C, rows, columns] to pictures. */
  function decodeWhole(
    latents: Float32Array,
    grid: { readonly rows: number; readonly columns: number },
    take: (at: number, planes: Float32Array) => Promise<void>,
    between: () => Promise<void>,
  ): Promise<void> {
    const { rows, columns } = grid;
    const frames = latents.length / (channels * rows * columns);
    return runStream(
      () => stages.open('decoder'),
      {
        half: stream.decoder,
        grid,
        input: { name: 'latents', frames: latents, shape: [channels, rows, columns] },
        count: (frames - 1) * factor + 1,
        outputs: { pixels: [3, rows * spatialFactor, columns * spatialFactor] },
        first: latentsPerCall,
        most: latentsPerCall,
        besides: { ...time },
        between,
      },
      (at, { pixels = new Float32Array(0) }) => take(at, pixels),
    );
  }

  return {
    async encode(pictures, { width, height }, draw, between) {
      const plane = 3 * width * height;
      const pixels = new Float32Array(pictures.length * plane);
      for (const [at, planes] of pictures.entries()) pixels.set(planes, at * plane);
      const grid = { rows: height / spatialFactor, columns: width / spatialFactor };
      const cells = grid.rows * grid.columns;
      const frames = (pictures.length - 1) / factor + 1;
      const tokens = new Float32Array(frames * channels * cells);
      const noise = draw(tokens.length);
      await runStream(
        () => stages.open('encoder'),
        {
          half: stream.encoder,
          grid,
          input: { name: 'pixels', frames: pixels, shape: [3, height, width] },
          count: frames,
          outputs: { latents: [channels, grid.rows, grid.columns], spread: [1, grid.rows, grid.columns] },
          first: (latentsPerCall - 1) * factor + 1,
          most: latentsPerCall * factor,
          besides: {},
          between,
        },
        async (frame, { latents, spread }) => {
          const start = frame * channels * cells;
          eachValue(1, channels, cells, (place, token, channel) => {
            const drawn =
              (latents?.[place] ?? 0) + (spread?.[place % cells] ?? 0) * (noise[start + token] ?? 0);
            tokens[start + token] = (drawn - (mean[channel] ?? 0)) / (std[channel] ?? 1);
          });
        },
      );
      return tokens;
    },

    async decode(tokens, { frames, rows, columns }, draw, take, between) {
      const noise = timed === undefined ? undefined : draw(tokens.length);
      const share = timed?.noise ?? 0;
      const latents = new Float32Array(tokens.length);
      eachValue(frames, channels, rows * columns, (place, token, channel) => {
        const value = (tokens[token] ?? 0) * (std[channel] ?? 1) + (mean[channel] ?? 0);
        latents[place] = (1 - share) * value + share * (noise?.[token] ?? 0);
      });
      const grid = { rows, columns };
      if (ltxStreamBytesPerCell(stream.decoder, 1) * rows * columns <= memory()) {
        await decodeWhole(latents, grid, take, between);
        return;
      }
      const tile = { ...stream.tile, factor: spatialFactor };
      await decodeInTiles(
        latents,
        grid,
        (frames - 1) * factor + 1,
        tile,
        (part, small, lay) => decodeWhole(part, small, lay, between),
        take,
      );
    },
  };
}
