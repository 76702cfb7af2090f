import type { LtxManifest } from '../../../../src-shared/pack/schema.ts';

/** Sizes of one window in latent cells; a token is a cell. */
export interface LtxGrid {
  readonly frames: number;
  readonly rows: number;
  readonly columns: number;
}

/** @param pictures frames of the window: one and whole groups. */
export function ltxGrid(
  { latent }: Pick<LtxManifest, 'latent'>,
  { width, height }: { readonly width: number; readonly height: number },
  pictures: number,
): LtxGrid {
  return {
    frames: (pictures - 1) / latent.temporal.factor + 1,
    rows: height / latent.spatialFactor,
    columns: width / latent.spatialFactor,
  };
}

/** The picture at which a latent frame of a clip stands: its first one, and the first of a clip stands for one alone. */
export function pictureOf(latentFrame: number, factor: number, clipStart: number): number {
  return Math.max(0, latentFrame * factor + 1 - factor) + clipStart;
}

const { fround } = Math;

/** Frequencies from pi / 2 to theta * pi / 2, evenly spaced in their logarithms. */
function frequenciesOf(count: number, theta: number): number[] {
  const step = fround(1 / (count - 1));
  return Array.from({ length: count }, (_, at) => {
    // From both ends inwards, as PyTorch lays out even spaces.
    const place =
      at < Math.floor(count / 2) ? fround(step * at) : fround(1 - fround(step * (count - at - 1)));
    const power = count === 1 ? 1 : fround(theta ** place);
    return fround(fround(power * fround(Math.PI)) / 2);
  });
}

/**
 * Rotary tables over the whole width: every frequency for time, row and column in turn, after as many pairs that never
 * turn as the width leaves over. In single precision step by step: the highest angles are so large that their rounding is
 * what the model was trained with.
 *
 * @param pictures of each latent frame of the sequence: the picture at which it stands, see `pictureOf`.
 * @returns cos and sin, each [pictures * rows * columns, width / 2].
 */
export function ltxRope(
  { transformer, latent, frames: { rate } }: Pick<LtxManifest, 'transformer' | 'latent' | 'frames'>,
  pictures: readonly number[],
  { rows, columns }: Pick<LtxGrid, 'rows' | 'columns'>,
): { cos: Float32Array; sin: Float32Array } {
  const { width, ropeTheta, ropeBase } = transformer;
  const pairs = width / 2;
  const frequencies = frequenciesOf(Math.floor(width / 6), ropeTheta);
  const still = (width % 6) / 2;
  const cos = new Float32Array(pictures.length * rows * columns * pairs);
  const sin = new Float32Array(cos.length);
  const spread = (value: number, base: number) => fround(fround(fround(value / base) * 2) - 1);
  const second = fround(rate.den / rate.num);
  let at = 0;
  for (const picture of pictures) {
    const time = spread(fround(picture * second), ropeBase.frames);
    for (let row = 0; row < rows; row += 1) {
      const down = spread(row * latent.spatialFactor, ropeBase.height);
      for (let column = 0; column < columns; column += 1) {
        const across = spread(column * latent.spatialFactor, ropeBase.width);
        cos.fill(1, at, at + still);
        at += still;
        for (const frequency of frequencies) {
          for (const place of [time, down, across]) {
            const angle = fround(frequency * place);
            cos[at] = Math.cos(angle);
            sin[at] = Math.sin(angle);
            at += 1;
          }
        }
      }
    }
  }
  return { cos, sin };
}
