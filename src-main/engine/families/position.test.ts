import { describe, expect, it } from 'vitest';
import { windowTimes } from '../run/window-times.ts';
import { tinyFiles, tinyManifest } from '../testing/tiny-pack.ts';
import { ropeTables, timeFeatures } from './position.ts';

const { position } = tinyManifest(tinyFiles());
const rate = { num: 8, den: 1 };

function timesOf(frames: number[], total: number, loop = false) {
  return windowTimes(
    { rate, total, given: [], windows: [], loop },
    { frames, known: frames.map(() => false) },
  );
}

describe('times of a window', () => {
  it('count from its first frame, whatever its place in the shot and its stride', () => {
    expect(timesOf([40, 42, 44], 90).seconds).toEqual([0, 0.25, 0.5]);
  });

  it('run on over the end of a loop, and lie on its circle when they go all the way round', () => {
    const seconds = [0, 0.125, 0.25, 0.375];
    expect(timesOf([2, 3, 0, 1], 4, true)).toEqual({ seconds, loopSeconds: 0.5 });
    expect(timesOf([14, 15, 0, 1], 16, true)).toEqual({ seconds, loopSeconds: undefined });
  });
});

describe('rotary tables', () => {
  it('lay out time, row and column from the centre, frame by frame and row by row', () => {
    const { cos, sin } = ropeTables(position, timesOf([0, 1], 2), { rows: 2, columns: 3 });
    expect(cos.length).toBe(2 * 6 * 4);
    // Frame 1, row 1, column 0: 0.125 s, half a row below the middle, one column left of it.
    const at = (6 + 3) * 4;
    const angles = [0.125 * 0.5, 0.125 * 4, 0.5 * 0.3, -1 * 0.3];
    for (const [pair, angle] of angles.entries()) {
      expect(cos[at + pair]).toBe(Math.fround(Math.cos(angle)));
      expect(sin[at + pair]).toBe(Math.fround(Math.sin(angle)));
    }
  });

  it('close the circle of a loop exactly: after its duration every time angle is a whole number of turns', () => {
    const grid = { rows: 1, columns: 1 };
    const turned = ropeTables(position, { seconds: [0, 2], loopSeconds: 2 }, grid);
    for (let pair = 0; pair < 2; pair += 1) {
      expect(turned.cos[4 + pair]).toBeCloseTo(turned.cos[pair] ?? Number.NaN, 6);
      expect(turned.sin[4 + pair]).toBeCloseTo(turned.sin[pair] ?? Number.NaN, 6);
    }
    const open = ropeTables(position, { seconds: [0, 2], loopSeconds: undefined }, grid);
    expect(open.cos[4]).not.toBeCloseTo(open.cos[0] ?? Number.NaN, 3);
  });
});

describe('time features', () => {
  it('run from -1 to 1 over a window of any place and length', () => {
    const features = timeFeatures(timesOf([8, 9, 10, 11, 12], 20), 1 / 8);
    expect([0, 1, 2, 3, 4].map((frame) => features[frame * 8])).toEqual([-1, -0.5, 0, 0.5, 1]);
    const second = [-0.5, 0.25, Math.sin(-Math.PI / 2), 0, 0, -1, 0, 0];
    for (const [at, value] of second.entries()) expect(features[8 + at]).toBeCloseTo(value, 6);
  });

  it('say the stride in thirds of an octave from eight frames a second', () => {
    const strides = [1, 2, 4, 8].map(
      (stride) => timeFeatures(timesOf([0, stride, 2 * stride], 20), 1 / 8)[6] ?? 9,
    );
    expect(strides.map((value) => Number(value.toFixed(6)))).toEqual([0, 0.333333, 0.666667, 1]);
  });

  it('stand at the centre for a single frame, and know no place on a loop', () => {
    expect([...timeFeatures(timesOf([5], 20), 1 / 8)]).toEqual([0, 0, 0, 1, 0, 1, 0, 0]);
    expect(timeFeatures(timesOf([0, 1, 2, 3], 4, true), 1 / 8).slice(8, 16)).toEqual(
      Float32Array.of(0, 0, 0, 0, 0, 0, 0, 1),
    );
  });
});
