import type { FrameSigmas } from './sampler-step.ts';

export interface GuidanceOptions {
  /** 1 = the prompt alone; above 1 = away from the unguided (or negative) prediction. */
  readonly weight: number;
  /** Scale the unguided branch to the guided one first (CFG-Zero*, arXiv 2503.18886, equation 7). */
  readonly zeroStar: boolean;
}

/** Guidance is worth a second evaluation only inside the pack's interval (arXiv 2404.07724) and away from weight 1. */
export function isGuided(sigma: number, weight: number, [low, high]: readonly [number, number]): boolean {
  return weight !== 1 && sigma >= low && sigma <= high;
}

/**
 * Classifier-free guidance on clean predictions; `guided` is overwritten with the result.
 *
 * The combination is done on velocities (x - x0) / sigma, where CFG-Zero* is defined: v = s * v_u + w * (v_c - s * v_u),
 * s = <v_c, v_u> / |v_u|^2 over all frames that are being made. Frames at level 0 are known and keep their value.
 *
 * @param x latents at `sigmas`, frame after frame; @param guided x0 with the prompt; @param unguided x0 without it.
 */
export function guide(
  x: Float32Array,
  guided: Float32Array,
  unguided: Float32Array,
  sigmas: FrameSigmas,
  { weight, zeroStar }: GuidanceOptions,
): void {
  const size = x.length / sigmas.length;
  const scale = zeroStar ? projection(x, guided, unguided, sigmas) : 1;
  for (const [frame, sigma] of sigmas.entries()) {
    if (sigma === 0) continue;
    for (let i = frame * size; i < (frame + 1) * size; i += 1) {
      const value = x[i] ?? 0;
      const base = scale * (value - (unguided[i] ?? 0));
      const step = base + weight * (value - (guided[i] ?? 0) - base);
      guided[i] = value - step;
    }
  }
}

function projection(
  x: Float32Array,
  guided: Float32Array,
  unguided: Float32Array,
  sigmas: FrameSigmas,
): number {
  const size = x.length / sigmas.length;
  let dot = 0;
  let norm = 0;
  for (const [frame, sigma] of sigmas.entries()) {
    if (sigma === 0) continue;
    const inverse = 1 / (sigma * sigma);
    for (let i = frame * size; i < (frame + 1) * size; i += 1) {
      const without = (x[i] ?? 0) - (unguided[i] ?? 0);
      dot += ((x[i] ?? 0) - (guided[i] ?? 0)) * without * inverse;
      norm += without * without * inverse;
    }
  }
  return norm === 0 ? 1 : dot / norm;
}
