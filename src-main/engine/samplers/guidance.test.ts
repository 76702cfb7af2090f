import { describe, expect, it } from 'vitest';
import { guide, isGuided } from './guidance.ts';

const sigmas = Float64Array.of(0, 0.5);
const x = Float32Array.of(9, 9, 1, 2);

describe('guidance', () => {
  it('is plain classifier-free guidance on the clean prediction when the scale is off', () => {
    const guided = Float32Array.of(7, 7, 0.5, 1);
    guide(x, guided, Float32Array.of(8, 8, 0.25, 1.5), sigmas, { weight: 3, zeroStar: false });
    expect(guided).toEqual(Float32Array.of(7, 7, 1, 0));
  });

  it('scales the unguided velocity by its projection on the guided one, over the frames being made', () => {
    // Velocities of the second frame: guided (1, 2), unguided (1.5, 1); s = 3.5 / 3.25.
    const guided = Float32Array.of(7, 7, 0.5, 1);
    guide(x, guided, Float32Array.of(8, 8, 0.25, 1.5), sigmas, { weight: 2, zeroStar: true });
    const s = 3.5 / 3.25;
    const velocity = [s * 1.5 + 2 * (1 - s * 1.5), s * 1 + 2 * (2 - s * 1)];
    expect(guided[2]).toBeCloseTo(1 - 0.5 * (velocity[0] ?? 0), 6);
    expect(guided[3]).toBeCloseTo(2 - 0.5 * (velocity[1] ?? 0), 6);
    expect(guided.slice(0, 2)).toEqual(Float32Array.of(7, 7));
  });

  it('changes nothing when both branches agree', () => {
    const guided = Float32Array.of(7, 7, 0.5, 1);
    guide(x, guided, guided.slice(), sigmas, { weight: 5, zeroStar: true });
    expect(guided).toEqual(Float32Array.of(7, 7, 0.5, 1));
  });

  it('survives an unguided branch that moves nothing', () => {
    const guided = Float32Array.of(9, 9, 0.5, 1);
    guide(x, guided, x.slice(), sigmas, { weight: 2, zeroStar: true });
    expect([...guided]).toEqual([9, 9, 0, 0]);
  });

  it('is used inside the interval only, ends included, and never at weight one', () => {
    const interval = [0.25, 0.85] as const;
    expect([0.2, 0.25, 0.5, 0.85, 0.9].map((sigma) => isGuided(sigma, 2.5, interval))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(isGuided(0.5, 1, interval)).toBe(false);
    expect(isGuided(0.5, 0, interval)).toBe(true);
  });
});
