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

/** Decodes one tile: its latents and their size in cells, and who takes its pictures in order. */
export type DecodeTile = (
  latents: Float32Array,
  grid: { readonly rows: number; readonly columns: number },
  take: (at: number, planes: Float32Array) => Promise<void>,
) => Promise<void>;

/**
 * Decodes a clip tile by tile, each through the whole of its time, and hands on the pictures put together.
 *
 * @param latents planes [latent frames * channels, rows, columns]; @param count pictures of the clip.
 * @param tile in pixels, as packs say it.
 */
export async function decodeInTiles(
  latents: Float32Array,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  count: number,
  tile: { readonly size: number; readonly stride: number; readonly factor: number },
  decode: DecodeTile,
  take: (at: number, planes: Float32Array) => Promise<void>,
): Promise<void> {
  const { factor } = tile;
  const tiling = {
    size: Math.max(1, Math.floor(tile.size / factor)),
    stride: Math.max(1, Math.floor(tile.stride / factor)),
    factor,
  };
  const down = spansOf(rows, tiling);
  const across = spansOf(columns, tiling);
  const width = columns * factor;
  const pictures = Array.from(
    { length: count },
    () => new Float32Array(3 * rows * columns * factor * factor),
  );
  for (const [row, high] of down.entries()) {
    for (const [column, wide] of across.entries()) {
      const place = { down, across, at: [row, column] } as const;
      const part = cutTile(latents, { rows, columns }, high, wide);
      await decode(part, { rows: high.length, columns: wide.length }, async (at, planes) => {
        const picture = pictures[at];
        if (picture !== undefined) layTile(picture, width, planes, place, factor);
      });
    }
  }
  for (const [at, picture] of pictures.entries()) await take(at, picture);
}
