import type { Luma } from './frame.ts';

/** Mean absolute Laplacian of luma, in levels: falls with blur, rises with grain. 0 of a picture without inner pixels. */
export function sharpness(luma: Luma): number {
  const { width, height, values } = luma;
  let sum = 0;
  let count = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const around =
        (values[at - 1] ?? 0) + (values[at + 1] ?? 0) + (values[at - width] ?? 0) + (values[at + width] ?? 0);
      sum += Math.abs(4 * (values[at] ?? 0) - around);
      count += 1;
    }
  }
  return count > 0 ? sum / count : 0;
}
