import { describe, expect, it } from 'vitest';
import { pictureToPlanes, planesToPicture, type Bucket } from './pixels.ts';

const bucket: Bucket = { aspect: '4:3', width: 8, height: 8, visible: { width: 8, height: 5 } };

function picture(): Uint8Array {
  return Uint8Array.from({ length: 8 * 5 * 3 }, (_, index) => (index * 11) % 256);
}

describe('pictures and planes', () => {
  it('come back exactly, byte for byte', () => {
    const planes = new Float32Array(3 * 64 + 5);
    pictureToPlanes(picture(), bucket, planes, 5);
    expect(planesToPicture(planes.subarray(5), bucket, 1)).toEqual({ width: 8, height: 5, rgb: picture() });
  });

  it('fill the rest of the bucket with the nearest edge: one line above, two below', () => {
    const planes = new Float32Array(3 * 64);
    pictureToPlanes(picture(), bucket, planes, 0);
    const row = (y: number): number[] => [...planes.subarray(y * 8, y * 8 + 8)];
    expect(row(0)).toEqual(row(1));
    expect(row(6)).toEqual(row(5));
    expect(row(7)).toEqual(row(5));
    expect(row(1)).not.toEqual(row(5));
  });

  it('clamp what the decoder overshoots instead of wrapping', () => {
    const planes = new Float32Array(3 * 64).fill(1.3);
    expect(new Set(planesToPicture(planes, bucket, 1).rgb)).toEqual(new Set([255]));
    expect(new Set(planesToPicture(planes.fill(-9), bucket, 1).rgb)).toEqual(new Set([0]));
  });

  it('scale the margins with a finished picture', () => {
    const planes = new Float32Array(3 * 256);
    // Only the first visible line of the enlarged red plane: the margin above is one line, twice.
    planes.fill(-1).fill(1, 2 * 16, 3 * 16);
    const { width, height, rgb } = planesToPicture(planes, bucket, 2);
    expect([width, height]).toEqual([16, 10]);
    expect([rgb[0], rgb[15 * 3], rgb[16 * 3]]).toEqual([255, 255, 0]);
  });
});
