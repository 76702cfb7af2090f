import { describe, expect, it } from 'vitest';
import { filmTiles } from './film-tiles.ts';

const whole = { sourceIn: 0, length: 100, zoom: 4, tileWidth: 60, from: 0, to: 400 };

describe('a film strip', () => {
  it('covers the part that is drawn without a hole', () => {
    const tiles = filmTiles({ ...whole, from: 130, to: 290 });
    expect(tiles[0]?.x).toBeLessThanOrEqual(130);
    expect((tiles.at(-1)?.x ?? 0) + 60).toBeGreaterThanOrEqual(290);
    expect(tiles.map(({ x }) => x)).toEqual([120, 180, 240]);
  });

  it('uncovers pictures when the head is trimmed, and moves none', () => {
    const before = filmTiles(whole).map(({ x, at }) => [x, at]);
    const trimmed = filmTiles({ ...whole, sourceIn: 15, length: 85 }).map(({ x, at }) => [x + 60, at]);
    expect(before.slice(1)).toEqual(trimmed);
  });
});
