import type { WanManifest } from '../../../../src-shared/pack/schema.ts';

/** Sizes of one window in every unit the family counts in. */
export interface WanGrid {
  /** Latent frames. */
  readonly frames: number;
  /** Latent cells of one frame. */
  readonly rows: number;
  readonly columns: number;
  /** Tokens of one frame. */
  readonly tokenRows: number;
  readonly tokenColumns: number;
  /** Latent cells in a token. */
  readonly patch: number;
}

/** @param pictures frames of the window: one and whole groups; @param width of the bucket in pixels, as @param height. */
export function gridOf(
  { latent, transformer }: Pick<WanManifest, 'latent' | 'transformer'>,
  { width, height }: { readonly width: number; readonly height: number },
  pictures: number,
): WanGrid {
  const [, high, wide] = transformer.patch;
  const rows = height / latent.spatialFactor;
  const columns = width / latent.spatialFactor;
  return {
    frames: (pictures - 1) / latent.temporal.factor + 1,
    rows,
    columns,
    tokenRows: rows / high,
    tokenColumns: columns / wide,
    patch: high * wide,
  };
}

/** Walks every value of one frame: its place in planes [C, rows, columns] and in tokens [tokens, C * patch]. */
function eachPlace(grid: WanGrid, channels: number, visit: (plane: number, token: number) => void): void {
  const { rows, columns, tokenRows, tokenColumns, patch } = grid;
  const high = rows / tokenRows;
  const wide = columns / tokenColumns;
  for (let channel = 0; channel < channels; channel += 1) {
    for (let row = 0; row < rows; row += 1) {
      const tokenRow = Math.floor(row / high);
      for (let column = 0; column < columns; column += 1) {
        const token = tokenRow * tokenColumns + Math.floor(column / wide);
        const inside = (row % high) * wide + (column % wide);
        visit((channel * rows + row) * columns + column, (token * channels + channel) * patch + inside);
      }
    }
  }
}

/** One latent frame from [C, rows, columns] to tokens [tokens, C * patch], a token's values channel by channel. */
export function planesToTokens(planes: Float32Array, grid: WanGrid): Float32Array {
  const tokens = new Float32Array(planes.length);
  eachPlace(grid, planes.length / (grid.rows * grid.columns), (plane, token) => {
    tokens[token] = planes[plane] ?? 0;
  });
  return tokens;
}

/** One latent frame from tokens [tokens, C * patch] to [C, rows, columns]. */
export function tokensToPlanes(tokens: Float32Array, grid: WanGrid): Float32Array {
  const planes = new Float32Array(tokens.length);
  eachPlace(grid, tokens.length / (grid.rows * grid.columns), (plane, token) => {
    planes[plane] = tokens[token] ?? 0;
  });
  return planes;
}

/**
 * Puts the values of several token arrays side by side: what joining on the channel axis is in tokens.
 *
 * @param parts each [tokens, its own width], all of `tokens` rows.
 */
export function joinTokens(parts: readonly Float32Array[], tokens: number): Float32Array {
  const widths = parts.map((part) => part.length / tokens);
  const width = widths.reduce((sum, each) => sum + each, 0);
  const joined = new Float32Array(tokens * width);
  let left = 0;
  for (const [at, part] of parts.entries()) {
    const own = widths[at] ?? 0;
    for (let token = 0; token < tokens; token += 1) {
      joined.set(part.subarray(token * own, (token + 1) * own), token * width + left);
    }
    left += own;
  }
  return joined;
}
