import type { Luma } from './frame.ts';

const window = 8;
const step = 4;
const stabiliseMean = (0.01 * 255) ** 2;
const stabiliseVariance = (0.03 * 255) ** 2;

/**
 * Structural similarity of two pictures of one size: the mean over 8x8 windows, every 4 pixels (Wang, Bovik, Sheikh and
 * Simoncelli 2004, with a flat window). 1 = the same.
 */
export function ssim(a: Luma, b: Luma): number {
  const width = Math.min(window, a.width);
  const height = Math.min(window, a.height);
  let sum = 0;
  let count = 0;
  for (let y = 0; y + height <= a.height; y += step) {
    for (let x = 0; x + width <= a.width; x += step) {
      sum += windowSimilarity(a, b, { x, y, width, height });
      count += 1;
    }
  }
  return count > 0 ? sum / count : 1;
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function windowSimilarity(a: Luma, b: Luma, area: Area): number {
  let sumA = 0;
  let sumB = 0;
  let squareA = 0;
  let squareB = 0;
  let product = 0;
  for (let y = area.y; y < area.y + area.height; y += 1) {
    for (let x = area.x; x < area.x + area.width; x += 1) {
      const valueA = a.values[y * a.width + x] ?? 0;
      const valueB = b.values[y * b.width + x] ?? 0;
      sumA += valueA;
      sumB += valueB;
      squareA += valueA * valueA;
      squareB += valueB * valueB;
      product += valueA * valueB;
    }
  }
  const count = area.width * area.height;
  const meanA = sumA / count;
  const meanB = sumB / count;
  const varianceA = squareA / count - meanA * meanA;
  const varianceB = squareB / count - meanB * meanB;
  const covariance = product / count - meanA * meanB;
  return (
    ((2 * meanA * meanB + stabiliseMean) * (2 * covariance + stabiliseVariance)) /
    ((meanA * meanA + meanB * meanB + stabiliseMean) * (varianceA + varianceB + stabiliseVariance))
  );
}
