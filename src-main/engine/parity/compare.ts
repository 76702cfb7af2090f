import type { Precision } from './fixture.ts';

/** How far one result is from its reference. */
export interface ParityFigure {
  /** Family and pack, e.g. `wan/t2v`. */
  readonly pack: string;
  /** The graph, or `pipeline` for the finished frames. */
  readonly what: string;
  readonly cases: number;
  /** Largest difference over the largest value of the reference. */
  readonly error: number;
  readonly limit: number;
  readonly met: boolean;
}

/**
 * How far graphs and the finished frames of whole pipelines may be from diffusers, which computes in single precision. Half
 * precision has three digits: measured are 0.003 for graphs (Wan’s decoder) and 0.002 for frames.
 */
export const parityLimits: Readonly<
  Record<Precision, { readonly graph: number; readonly pipeline: number }>
> = {
  whole: { graph: 1e-4, pipeline: 1e-3 },
  half: { graph: 1e-2, pipeline: 1e-2 },
};

/** One figure, against the limit for what it is of. */
export function parityFigure(
  pack: string,
  precision: Precision,
  what: string,
  { error, cases }: { readonly error: number; readonly cases: number },
): ParityFigure {
  const limits = parityLimits[precision];
  const limit = what === 'pipeline' ? limits.pipeline : limits.graph;
  const name = precision === 'half' ? `${pack} half` : pack;
  return { pack: name, what, cases, error, limit, met: error <= limit };
}

/** Largest difference over the largest value of the reference. @throws where the lengths differ. */
export function relativeError(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  if (ours.length !== theirs.length) {
    throw new Error(`${ours.length} values against ${theirs.length} of the reference.`);
  }
  let worst = 0;
  let largest = 0;
  for (let i = 0; i < theirs.length; i += 1) {
    const difference = Math.abs((ours[i] ?? Number.NaN) - (theirs[i] ?? Number.NaN));
    // Not `>`: a value that is not a number has to count.
    if (!(difference <= worst)) worst = difference;
    largest = Math.max(largest, Math.abs(theirs[i] ?? 0));
  }
  return worst / Math.max(largest, 1e-6);
}
