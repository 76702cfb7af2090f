import { describe, expect, it } from 'vitest';
import { frames } from '../../../src-shared/time/rate.ts';
import type { Peaks } from '../film/peaks-source.ts';
import { waveColumns } from './wave-columns.ts';

/** 100 points a second; point n swings between -n and n. */
const peaks: Peaks = {
  sampleRate: 100,
  samplesPerPoint: 1,
  channels: 1,
  length: 100,
  data: Int8Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? -Math.floor(at / 2) : Math.floor(at / 2))),
};
const rate = { num: 25, den: 1 };
const clip = { sourceIn: frames(0), length: frames(25) };

describe('a waveform', () => {
  it('shows the extremes of the time each pixel stands for', () => {
    const columns = waveColumns(peaks, { clip, rate, zoom: 1, from: 0, to: 25 });
    expect(columns).toHaveLength(25);
    expect(columns[0]?.high).toBeCloseTo(3 / 127);
    expect(columns[24]?.high).toBeCloseTo(99 / 127);
    expect(columns[24]?.low).toBeCloseTo(-99 / 128);
  });

  it('shows from far away no less than what is there, and nothing that is more than a pixel off', () => {
    const long: Peaks = {
      ...peaks,
      length: 40_000,
      data: Int8Array.from({ length: 80_000 }, (_, at) => ((at * 7919) % 127) * (at % 2 === 0 ? -1 : 1)),
    };
    const far = { clip: { ...clip, length: frames(10_000) }, rate, zoom: 0.02, from: 0, to: 190 };
    const columns = waveColumns(long, far);
    const perPixel = 4 / 0.02;
    const highest = (from: number, to: number): number => {
      let high = 0;
      for (let at = Math.max(0, from); at < Math.min(long.length, to); at += 1)
        high = Math.max(high, long.data[at * 2 + 1] ?? 0);
      return high / 127;
    };
    for (const [x, { high }] of columns.entries()) {
      expect(high).toBeGreaterThanOrEqual(highest(x * perPixel, (x + 1) * perPixel));
      expect(high).toBeLessThanOrEqual(highest((x - 1) * perPixel, (x + 2) * perPixel));
    }
  });

  it('follows trims, speed and reverse', () => {
    const at = (part: object) =>
      waveColumns(peaks, { clip: { ...clip, ...part }, rate, zoom: 1, from: 0, to: 2 })[0];
    expect(at({ sourceIn: frames(10) })?.high).toBeCloseTo(43 / 127);
    expect(at({ speed: { num: 2, den: 1 } })?.high).toBeCloseTo(7 / 127);
    expect(at({ sourceIn: frames(20), reverse: true })?.high).toBeGreaterThan(
      at({ sourceIn: frames(10) })?.high ?? 1,
    );
  });
});
