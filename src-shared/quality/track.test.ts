import { describe, expect, it } from 'vitest';
import type { RgbFrame } from './frame.ts';
import { stillFlicker } from './flicker.ts';
import { clip } from './testing/scenes.ts';
import { measureTrack } from './track.ts';

const rate = { num: 8, den: 1 };

/** A disc that goes its way before a plain ground. */
function disc(at: (index: number) => readonly [x: number, y: number]): RgbFrame[] {
  return Array.from({ length: 16 }, (_, index) => {
    const [centreX, centreY] = at(index);
    const rgb = new Uint8Array(160 * 90 * 3);
    for (let pixel = 0; pixel < 160 * 90; pixel += 1) {
      const inside = Math.hypot((pixel % 160) - centreX, Math.floor(pixel / 160) - centreY) < 14;
      rgb.set(inside ? [210, 40, 45] : [120, 160, 110], pixel * 3);
    }
    return { width: 160, height: 90, rgb };
  });
}

describe('a track', () => {
  it.each([
    ['right', 3, 0],
    ['left', -3, 0],
    ['down', 0, 2],
    ['up', 0, -2],
  ] as const)('goes %s', (direction, x, y) => {
    const track = measureTrack(
      disc((index) => [80 + (index - 7.5) * x, 45 + (index - 7.5) * y]),
      rate,
    );
    expect(track.direction).toBe(direction);
    expect(track.colour?.[1]).toBeGreaterThan(40);
  });

  it('stands still where nothing moves, and where only noise does', () => {
    expect(
      measureTrack(
        disc(() => [80, 45]),
        rate,
      ).direction,
    ).toBe('still');
    expect(
      measureTrack(
        clip(16, (index) => ({ noise: { levels: 3, seed: index } })),
        rate,
      ).direction,
    ).toBe('still');
  });
});

describe('flicker', () => {
  it('is nothing before a still background, whoever walks there', () => {
    expect(stillFlicker(clip(16, (index) => ({ subject: 20 + index * 6 })))).toBe(0);
  });

  it('grows with unrest, and not with steady change', () => {
    const little = stillFlicker(clip(16, (index) => ({ noise: { levels: 2, seed: index } })));
    const much = stillFlicker(clip(16, (index) => ({ noise: { levels: 6, seed: index } })));
    expect(little).toBeGreaterThan(0.5);
    expect(much).toBeGreaterThan(little * 2);
    const fade = stillFlicker(clip(16, (index) => ({ gain: 1 + index * 0.03 })));
    expect(fade).toBeLessThan(0.5);
  });
});
