import { AppError } from '../errors/app-error.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** One point a sample, all of one length. */
export type Samples = readonly ArrayLike<number>[];

interface Gauss {
  readonly mean: Float64Array;
  readonly covariance: readonly Float64Array[];
}

function gaussOf(samples: Samples): Gauss {
  const size = samples[0]?.length ?? 0;
  if (samples.length < 2 || size === 0 || samples.some((sample) => sample.length !== size)) {
    throw new AppError('bug', 'A distribution takes two samples of one length.');
  }
  const mean = new Float64Array(size);
  for (const sample of samples) {
    for (let at = 0; at < size; at += 1) mean[at] = (mean[at] ?? 0) + (sample[at] ?? 0) / samples.length;
  }
  const covariance = Array.from({ length: size }, () => new Float64Array(size));
  const away = new Float64Array(size);
  for (const sample of samples) {
    for (let at = 0; at < size; at += 1) away[at] = (sample[at] ?? 0) - (mean[at] ?? 0);
    for (const [row, values] of covariance.entries()) {
      const one = (away[row] ?? 0) / (samples.length - 1);
      for (let at = 0; at < size; at += 1) values[at] = (values[at] ?? 0) + one * (away[at] ?? 0);
    }
  }
  return { mean, covariance };
}

function product(a: readonly Float64Array[], b: readonly Float64Array[]): Float64Array[] {
  return a.map((row) => {
    const out = new Float64Array(row.length);
    for (const [at, value] of row.entries()) {
      const other = b[at];
      if (other === undefined || value === 0) continue;
      for (let column = 0; column < out.length; column += 1) {
        out[column] = (out[column] ?? 0) + value * (other[column] ?? 0);
      }
    }
    return out;
  });
}

/** The symmetric root of a positive semidefinite matrix; rounding that went below zero counts as zero. */
function rootOf(matrix: readonly Float64Array[]): Float64Array[] {
  const { values, vectors } = symmetricEigen(matrix);
  const size = matrix.length;
  const root = Array.from({ length: size }, () => new Float64Array(size));
  for (const [index, vector] of vectors.entries()) {
    const weight = Math.sqrt(Math.max(0, values[index] ?? 0));
    for (const [row, out] of root.entries()) {
      const share = weight * (vector[row] ?? 0);
      for (let at = 0; at < size; at += 1) out[at] = (out[at] ?? 0) + share * (vector[at] ?? 0);
    }
  }
  return root;
}

/**
 * Frechet distance of two sets of points, each taken for a normal distribution (Dowson and Landau 1982; Heusel et al.
 * 2017 for generated pictures): squared distance of the means plus what the covariances differ by. It falls with the
 * number of samples, so compare only values of equally many.
 */
export function frechetDistance(first: Samples, second: Samples): number {
  const a = gaussOf(first);
  const b = gaussOf(second);
  if (a.mean.length !== b.mean.length)
    throw new AppError('bug', 'The two distributions have other dimensions.');
  let distance = 0;
  for (let at = 0; at < a.mean.length; at += 1) {
    distance += ((a.mean[at] ?? 0) - (b.mean[at] ?? 0)) ** 2;
    distance += (a.covariance[at]?.[at] ?? 0) + (b.covariance[at]?.[at] ?? 0);
  }
  const root = rootOf(a.covariance);
  const { values } = symmetricEigen(product(product(root, b.covariance), root));
  for (const value of values) distance -= 2 * Math.sqrt(Math.max(0, value));
  return Math.max(0, distance);
}

/** Mean distance of all pairs of points; 0 of fewer than two. */
export function meanPairDistance(samples: Samples): number {
  let [sum, pairs] = [0, 0];
  for (const [index, one] of samples.entries()) {
    for (const other of samples.slice(index + 1)) {
      let square = 0;
      for (let at = 0; at < one.length; at += 1) square += ((one[at] ?? 0) - (other[at] ?? 0)) ** 2;
      sum += Math.sqrt(square);
      pairs += 1;
    }
  }
  return pairs > 0 ? sum / pairs : 0;
}
