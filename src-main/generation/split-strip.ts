import type { Size } from '../../src-shared/generation/request.ts';

/**
 * Takes a strip of `count` pictures of `size` that lie side by side apart into one picture after another, RGB24.
 *
 * @throws RangeError where the strip has another size
 */
export function splitStrip(strip: Uint8Array, size: Size, count: number): Uint8Array[] {
  const row = size.width * 3;
  if (strip.length !== row * size.height * count)
    throw new RangeError('A preview strip has another size than it says.');
  return Array.from({ length: count }, (_, index) => {
    const picture = new Uint8Array(row * size.height);
    for (let y = 0; y < size.height; y += 1) {
      const from = y * row * count + index * row;
      picture.set(strip.subarray(from, from + row), y * row);
    }
    return picture;
  });
}
