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

/** What the issue of the engine asks for: per graph, and for the finished frames of a whole pipeline. */
export const parityLimits = { graph: 1e-4, pipeline: 1e-3 } as const;

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
