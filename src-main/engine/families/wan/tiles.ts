/** Tiles are laid over a picture so that neighbours overlap; what overlaps fades from one to the other. */
export interface Tiling {
  /** Side of a tile and distance from one to the next, both in latent cells. */
  readonly size: number;
  readonly stride: number;
  /** Pixels per latent cell. */
  readonly factor: number;
}

/** One tile's place along an axis, in latent cells. */
export interface Span {
  readonly start: number;
  readonly length: number;
}

/** Where tiles begin along an axis of `cells`; the last may be shorter (AutoencoderKLWan.tiled_decode of diffusers). */
export function spansOf(cells: number, { size, stride }: Tiling): Span[] {
  if (cells <= size) return [{ start: 0, length: cells }];
  const spans: Span[] = [];
  for (let start = 0; start < cells; start += stride) {
    spans.push({ start, length: Math.min(size, cells - start) });
    // What would come now lies inside this tile.
    if (start + size >= cells) break;
  }
  return spans;
}

/** The part [C, rows, columns] of planes that a tile sees. */
export function cutTile(
  planes: Float32Array,
  shape: { readonly rows: number; readonly columns: number },
  down: Span,
  across: Span,
): Float32Array {
  const channels = planes.length / (shape.rows * shape.columns);
  const tile = new Float32Array(channels * down.length * across.length);
  for (let line = 0; line < channels * down.length; line += 1) {
    const channel = Math.floor(line / down.length);
    const row = down.start + (line % down.length);
    const from = (channel * shape.rows + row) * shape.columns + across.start;
    tile.set(planes.subarray(from, from + across.length), line * across.length);
  }
  return tile;
}

/** How much of a tile counts at a pixel: rises over the overlap with the tile before it. */
function rise(at: number, span: Span, before: Span | undefined, factor: number): number {
  if (before === undefined) return 1;
  const overlap = (before.start + before.length - span.start) * factor;
  return at < overlap ? at / overlap : 1;
}

/**
 * Lays a decoded tile into its picture. Tiles come row by row, left to right; each fades in over what is there already.
 *
 * @param picture planes [3, height, width] of the whole; @param tile planes [3, length * factor, length * factor].
 */
export function layTile(
  picture: Float32Array,
  width: number,
  tile: Float32Array,
  place: {
    readonly down: readonly Span[];
    readonly across: readonly Span[];
    readonly at: readonly [number, number];
  },
  factor: number,
): void {
  const [row, column] = place.at;
  const down = place.down[row];
  const across = place.across[column];
  if (down === undefined || across === undefined) return;
  const above = place.down[row - 1];
  const left = place.across[column - 1];
  const high = down.length * factor;
  const wide = across.length * factor;
  const plane = picture.length / 3;
  for (let y = 0; y < high; y += 1) {
    const fromAbove = rise(y, down, above, factor);
    for (let x = 0; x < wide; x += 1) {
      const share = fromAbove * rise(x, across, left, factor);
      const to = (down.start * factor + y) * width + across.start * factor + x;
      for (let colour = 0; colour < 3; colour += 1) {
        const at = colour * plane + to;
        const value = tile[(colour * high + y) * wide + x] ?? 0;
        picture[at] = (1 - share) * (picture[at] ?? 0) + share * value;
      }
    }
  }
}
