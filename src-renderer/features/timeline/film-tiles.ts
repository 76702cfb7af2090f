/** Tiles of a film strip are anchored to the source, so that trimming a clip uncovers pictures and moves none. */
export interface Tile {
  /** Left edge in pixels from the clip's left edge; may be negative. */
  readonly x: number;
  /** Frame counted at the project's rate from the source's beginning. */
  readonly at: number;
}

export interface TileInput {
  /** First frame of the source the clip uses, at the project's rate. */
  readonly sourceIn: number;
  readonly length: number;
  readonly zoom: number;
  readonly tileWidth: number;
  /** Part of the clip to draw, in pixels from its left edge. */
  readonly from: number;
  readonly to: number;
}

export function filmTiles({ sourceIn, length, zoom, tileWidth, from, to }: TileInput): readonly Tile[] {
  const offset = sourceIn * zoom;
  const end = Math.min(to, length * zoom);
  const tiles: Tile[] = [];
  for (let index = Math.floor((offset + from) / tileWidth); index * tileWidth - offset < end; index += 1) {
    tiles.push({ x: index * tileWidth - offset, at: Math.round((index * tileWidth) / zoom) });
  }
  return tiles;
}
