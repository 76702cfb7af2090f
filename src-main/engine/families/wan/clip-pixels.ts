import type { WanManifest } from '../../../../src-shared/pack/schema.ts';

type ImageInput = NonNullable<WanManifest['transformer']['image']>;

/** The bicubic kernel with a = -0.5 (Keys 1981), which Pillow uses. */
function bicubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2) return ((-0.5 * x + 2.5) * x - 4) * x + 2;
  return 0;
}

interface Tap {
  readonly first: number;
  readonly weights: readonly number[];
}

/** For each output place: the input places it is made of. Shrinking widens the kernel, so that nothing is missed. */
function taps(from: number, to: number): Tap[] {
  const scale = from / to;
  const spread = Math.max(1, scale);
  const reach = 2 * spread;
  return Array.from({ length: to }, (_, at) => {
    const centre = (at + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - reach + 0.5));
    const end = Math.min(from, Math.trunc(centre + reach + 0.5));
    const raw = Array.from({ length: end - first }, (__, i) => bicubic((first + i - centre + 0.5) / spread));
    const sum = raw.reduce((total, weight) => total + weight, 0);
    return { first, weights: raw.map((weight) => weight / sum) };
  });
}

/** Along one axis, rounded to bytes as Pillow does after each pass. */
function resample(
  source: Uint8ClampedArray,
  shape: { readonly lines: number; readonly length: number },
  to: number,
  place: (line: number, at: number) => number,
  target: (line: number, at: number) => number,
): Uint8ClampedArray {
  const made = new Uint8ClampedArray(shape.lines * to * 3);
  const table = taps(shape.length, to);
  for (let line = 0; line < shape.lines; line += 1) {
    for (const [at, { first, weights }] of table.entries()) {
      for (let colour = 0; colour < 3; colour += 1) {
        let sum = 0;
        for (const [i, weight] of weights.entries())
          sum += weight * (source[place(line, first + i) * 3 + colour] ?? 0);
        made[target(line, at) * 3 + colour] = Math.floor(sum + 0.5);
      }
    }
  }
  return made;
}

/**
 * A picture for CLIP's encoder: shorter side scaled to `side` (bicubic, columns first), middle square, normalised. The
 * steps are those of CLIPImageProcessor on Pillow.
 *
 * @param rgb RGB24, row after row.
 * @returns planes [3, side, side].
 */
export function clipPixels(
  rgb: Uint8Array,
  width: number,
  height: number,
  { side, mean, std }: ImageInput,
): Float32Array {
  const shorter = Math.min(width, height);
  const wide = width === shorter ? side : Math.trunc((side * width) / shorter);
  const high = height === shorter ? side : Math.trunc((side * height) / shorter);
  const narrow = resample(
    new Uint8ClampedArray(rgb),
    { lines: height, length: width },
    wide,
    (line, at) => line * width + at,
    (line, at) => line * wide + at,
  );
  const small = resample(
    narrow,
    { lines: wide, length: height },
    high,
    (column, at) => at * wide + column,
    (column, at) => at * wide + column,
  );
  const left = Math.floor((wide - side) / 2);
  const top = Math.floor((high - side) / 2);
  const planes = new Float32Array(3 * side * side);
  for (let colour = 0; colour < 3; colour += 1) {
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1) {
        const value = (small[((y + top) * wide + x + left) * 3 + colour] ?? 0) / 255;
        planes[(colour * side + y) * side + x] = (value - (mean[colour] ?? 0)) / (std[colour] ?? 1);
      }
    }
  }
  return planes;
}
