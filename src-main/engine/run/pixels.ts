import type { PackManifest } from '../../../src-shared/pack/schema.ts';

export type Bucket = PackManifest['buckets'][number];

/** The visible picture lies centred in the bucket; where the margin is odd, the extra line is below or to the right. */
function margins({ width, height, visible }: Bucket): { left: number; top: number } {
  return { left: Math.floor((width - visible.width) / 2), top: Math.floor((height - visible.height) / 2) };
}

/**
 * One picture for the encoder: RGB24 at the bucket's visible size to planes [3, height, width] in [-1, 1], written into
 * `target` at `offset`. What the bucket has beyond the visible part repeats the nearest edge pixel.
 */
export function pictureToPlanes(rgb: Uint8Array, bucket: Bucket, target: Float32Array, offset: number): void {
  const { width, height, visible } = bucket;
  const { left, top } = margins(bucket);
  const plane = width * height;
  for (let y = 0; y < height; y += 1) {
    const sourceY = Math.min(Math.max(y - top, 0), visible.height - 1);
    for (let x = 0; x < width; x += 1) {
      const sourceX = Math.min(Math.max(x - left, 0), visible.width - 1);
      const from = (sourceY * visible.width + sourceX) * 3;
      const to = offset + y * width + x;
      target[to] = (rgb[from] ?? 0) / 127.5 - 1;
      target[to + plane] = (rgb[from + 1] ?? 0) / 127.5 - 1;
      target[to + 2 * plane] = (rgb[from + 2] ?? 0) / 127.5 - 1;
    }
  }
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGB24, row after row. */
  readonly rgb: Uint8Array;
}

/**
 * The visible part of one decoded picture as RGB24.
 *
 * @param planes [3, k * height, k * width] in about [-1, 1]; what lies outside is clamped.
 * @param scale k, 1 for the decoder, more for a finisher.
 */
export function planesToPicture(planes: Float32Array, bucket: Bucket, scale: number): Picture {
  const { left, top } = margins(bucket);
  const stride = bucket.width * scale;
  const plane = stride * bucket.height * scale;
  const width = bucket.visible.width * scale;
  const height = bucket.visible.height * scale;
  // Clamped, because the conversion of a byte array would wrap; rounds to nearest.
  const rgb = new Uint8ClampedArray(width * height * 3);
  let to = 0;
  for (let y = 0; y < height; y += 1) {
    let from = (y + top * scale) * stride + left * scale;
    for (let x = 0; x < width; x += 1) {
      rgb[to] = ((planes[from] ?? 0) + 1) * 127.5;
      rgb[to + 1] = ((planes[from + plane] ?? 0) + 1) * 127.5;
      rgb[to + 2] = ((planes[from + 2 * plane] ?? 0) + 1) * 127.5;
      to += 3;
      from += 1;
    }
  }
  return { width, height, rgb: new Uint8Array(rgb.buffer) };
}
