import { describe, expect, it } from 'vitest';
import type { RgbFrame } from './frame.ts';
import { lumaOf } from './frame.ts';
import { grainOf, lookAt, lookBetween, plainLook, withLook } from './match-look.ts';
import { sharpness } from './sharpness.ts';
import { picture } from './testing/scenes.ts';

function meanOf({ rgb }: RgbFrame): number {
  return rgb.reduce((sum, value) => sum + value, 0) / rgb.length;
}

const nearest = picture();
const known = [nearest, ...[1, 2, 3].map((step) => picture({ camera: -step }))];

describe('bringing made pictures to the known side', () => {
  it('undoes what the codec does to levels', () => {
    const shift = (frame: RgbFrame): RgbFrame =>
      withLook(frame, { gain: [0.9, 0.95, 1], offset: [12, -6, 3], sharpen: 0 });
    const drawn = shift(nearest);
    const truth = picture({ camera: 1 });
    const made = shift(truth);
    const look = lookAt({ known, drawn, made });
    expect(Math.abs(meanOf(made) - meanOf(truth))).toBeGreaterThan(2);
    const mended = withLook(made, { ...look, sharpen: 0 });
    const worst = mended.rgb.reduce(
      (most, value, at) => Math.max(most, Math.abs(value - (truth.rgb[at] ?? 0))),
      0,
    );
    expect(worst).toBeLessThanOrEqual(2);
  });

  it('takes a step away that the codec has nothing to do with', () => {
    const made = picture({ camera: 1, tint: 14 });
    const look = lookAt({ known, drawn: nearest, made });
    expect(look.gain).toEqual([1, 1, 1]);
    expect(look.offset[0]).toBeLessThan(-11);
    expect(Math.abs(look.offset[2])).toBeLessThan(1);
  });

  it('leaves what fits already, and the footage’s own change, alone', () => {
    const look = lookAt({ known, drawn: nearest, made: picture({ camera: 1 }) });
    expect(look.gain).toEqual([1, 1, 1]);
    for (const offset of look.offset) expect(Math.abs(offset)).toBeLessThan(0.6);
    expect(look.sharpen).toBeLessThan(0.11);
  });

  it('sharpens what is softer, as far as it helps, and never softens', () => {
    const soft = picture({ camera: 1, blur: 1.2 });
    const { sharpen } = lookAt({ known, drawn: nearest, made: soft });
    expect(sharpen).toBeGreaterThan(0.2);
    const mended = sharpness(lumaOf(withLook(soft, { ...plainLook, sharpen })));
    expect(mended).toBeGreaterThan(sharpness(lumaOf(soft)) * 1.2);
    expect(mended).toBeLessThanOrEqual(sharpness(lumaOf(picture())) * 1.05);
    const grainy = picture({ camera: 1, noise: { levels: 12, seed: 3 } });
    expect(lookAt({ known, drawn: nearest, made: grainy }).sharpen).toBe(0);
  });

  it('matches the light of what a finisher drew, and leaves its edges alone', () => {
    const soft = picture({ camera: 1, blur: 1.2 });
    expect(lookAt({ known, drawn: nearest, made: soft }).sharpen).toBeGreaterThan(0.2);
    expect(lookAt({ known, drawn: nearest, made: soft, finished: true }).sharpen).toBe(0);
    const made = picture({ camera: 1, tint: 14 });
    expect(lookAt({ known, drawn: nearest, made, finished: true }).offset[0]).toBeLessThan(-11);
  });

  it('goes from one side’s look to the other’s', () => {
    const other = { gain: [1.2, 1, 1], offset: [0, 10, 0], sharpen: 1 } as const;
    expect(lookBetween(plainLook, other, 0.5)).toEqual({
      gain: [1.1, 1, 1],
      offset: [0, 5, 0],
      sharpen: 0.5,
    });
    expect(lookBetween(plainLook, other, 2)).toEqual(other);
  });

  it('knows a black picture has no gain', () => {
    const black: RgbFrame = { width: 8, height: 8, rgb: new Uint8Array(192) };
    const look = lookAt({ known: [black], drawn: black, made: black });
    expect(look).toEqual(plainLook);
  });
});

describe('grain', () => {
  it('is what was added, whatever the picture shows', () => {
    expect(grainOf(picture())).toBeLessThan(1.2);
    // Uniform noise of +-8 levels has a deviation of 8 / sqrt 3.
    expect(grainOf(picture({ noise: { levels: 8, seed: 5 } }))).toBeCloseTo(4.6, 0);
  });
});
