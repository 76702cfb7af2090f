import { describe, expect, it } from 'vitest';
import { frameNoise } from './noise.ts';

describe('the noise of a frame', () => {
  it('depends on seed and frame alone and never changes between versions', () => {
    expect(frameNoise('42', 3, 64)).toEqual(frameNoise('42', 3, 64));
    // A longer draw begins with the shorter one, so a bucket change keeps what it can.
    expect(frameNoise('42', 3, 200).slice(0, 64)).toEqual(frameNoise('42', 3, 64));
    expect([...frameNoise('42', 3, 4)].map((value) => value.toFixed(6))).toMatchInlineSnapshot(`
      [
        "2.233191",
        "1.728866",
        "0.529796",
        "1.149593",
      ]
    `);
  });

  it('differs between frames, between neighbouring seeds, and where seed and frame trade places', () => {
    const draws = [
      ['1', 2],
      ['2', 1],
      ['1', 1],
      ['11400714819323198486', 0],
      ['18446744073709551615', 0],
    ] as const;
    const texts = draws.map(([seed, frame]) => frameNoise(seed, frame, 8).join());
    expect(new Set(texts).size).toBe(draws.length);
  });

  it('takes seeds of 64 bits, and longer ones modulo 2^64', () => {
    expect(frameNoise('18446744073709551617', 0, 8)).toEqual(frameNoise('1', 0, 8));
  });

  it('is standard normal: mean, variance, third and fourth moment, tails, and no correlation with its neighbour', () => {
    const count = 200_000;
    const noise = frameNoise('7', 0, count);
    const moment = (power: number): number => noise.reduce((sum, value) => sum + value ** power, 0) / count;
    expect(Math.abs(moment(1))).toBeLessThan(0.01);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.015);
    expect(Math.abs(moment(3))).toBeLessThan(0.03);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.1);
    const beyond = noise.filter((value) => Math.abs(value) > 1.959964).length / count;
    expect(Math.abs(beyond - 0.05)).toBeLessThan(0.003);
    let product = 0;
    for (let i = 1; i < count; i += 1) product += (noise[i] ?? 0) * (noise[i - 1] ?? 0);
    expect(Math.abs(product / count)).toBeLessThan(0.01);
  });
});
