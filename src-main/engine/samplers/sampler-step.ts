/** Noise level per frame, in [0, 1]. */
export type FrameSigmas = Float64Array;

/**
 * One method of walking from noise to picture on the path x_sigma = (1 - sigma) * x0 + sigma * noise.
 *
 * Frames are equal slices of the arrays, one noise level each; a frame whose level does not change (a known one: 0 to 0)
 * is left exactly as it is. All methods take the clean prediction x0, whatever the network itself returns.
 */
export interface Sampler {
  /**
   * Moves `x` in place from the levels `from` to the lower levels `to`.
   *
   * @param x latents of the window, frame after frame.
   * @param x0 the prediction made at (`x`, `from`), same length; not kept, not changed.
   */
  step(x: Float32Array, x0: Float32Array, from: FrameSigmas, to: FrameSigmas): void;
  /** What it remembers of earlier steps, each as long as `x`: with it and the levels of those steps it can go on. */
  memory(): readonly Float32Array[];
  /**
   * Takes up where another left off.
   *
   * @param arrays what `memory` answered; kept.
   * @param levels of the steps before, the last one first.
   */
  resume(arrays: readonly Float32Array[], levels: readonly FrameSigmas[]): void;
}

/** Half the log signal-to-noise ratio, ln(alpha / sigma), alpha = 1 - sigma: the "time" of exponential integrators. */
export function lambdaOf(sigma: number): number {
  return Math.log((1 - sigma) / sigma);
}

/**
 * Factors of the exact linear step x_t = keep * x_s + gain * x0 for a constant x0.
 *
 * In the notation of DPM-Solver++ (arXiv 2211.01095) keep = sigma_t / sigma_s and gain = -alpha_t * (e^-h - 1); written
 * without h they stay finite at sigma_s = 1, where lambda is minus infinity.
 */
export function linearStep(from: number, to: number): { keep: number; gain: number } {
  const keep = to / from;
  return { keep, gain: 1 - to - (1 - from) * keep };
}
