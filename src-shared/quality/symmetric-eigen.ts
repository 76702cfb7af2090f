import { AppError } from '../errors/app-error.ts';

export interface Eigen {
  /** In no particular order. */
  readonly values: Float64Array;
  /** Row i belongs to value i; the rows are an orthonormal basis. */
  readonly vectors: readonly Float64Array[];
}

const mostSweeps = 60;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by cyclic Jacobi rotations (Golub and Van Loan, Matrix
 * Computations, 8.5): slow for large matrices, accurate for all.
 *
 * @param matrix n rows of n values; only its symmetric part counts
 */
export function symmetricEigen(matrix: readonly Float64Array[]): Eigen {
  const size = matrix.length;
  if (matrix.some((row) => row.length !== size)) throw new AppError('bug', 'The matrix is not square.');
  const a = matrix.map((row) => Float64Array.from(row));
  const vectors = a.map((_, at) =>
    Float64Array.from({ length: size }, (__, index) => (index === at ? 1 : 0)),
  );
  const total = a.reduce((sum, row) => sum + row.reduce((part, value) => part + value * value, 0), 0);
  for (let sweep = 0; sweep < mostSweeps; sweep += 1) {
    let outside = 0;
    for (const [p, row] of a.entries()) for (let q = p + 1; q < size; q += 1) outside += (row[q] ?? 0) ** 2;
    if (outside <= total * 1e-26) break;
    for (let p = 0; p < size; p += 1) for (let q = p + 1; q < size; q += 1) rotate(a, vectors, p, q);
  }
  return { values: Float64Array.from(a, (row, at) => row[at] ?? 0), vectors };
}

function rotate(a: readonly Float64Array[], vectors: readonly Float64Array[], p: number, q: number): void {
  const [rowP, rowQ, vectorP, vectorQ] = [a[p], a[q], vectors[p], vectors[q]];
  if (rowP === undefined || rowQ === undefined || vectorP === undefined || vectorQ === undefined) return;
  const between = rowP[q] ?? 0;
  if (between === 0) return;
  const theta = ((rowQ[q] ?? 0) - (rowP[p] ?? 0)) / (2 * between);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cos = 1 / Math.sqrt(t * t + 1);
  const sin = t * cos;
  for (const row of a) {
    const [x, y] = [row[p] ?? 0, row[q] ?? 0];
    row[p] = cos * x - sin * y;
    row[q] = sin * x + cos * y;
  }
  turn(rowP, rowQ, cos, sin);
  turn(vectorP, vectorQ, cos, sin);
}

function turn(first: Float64Array, second: Float64Array, cos: number, sin: number): void {
  for (let at = 0; at < first.length; at += 1) {
    const [x, y] = [first[at] ?? 0, second[at] ?? 0];
    first[at] = cos * x - sin * y;
    second[at] = sin * x + cos * y;
  }
}
