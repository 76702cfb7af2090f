import type { FrameSigmas } from './sampler-step.ts';

/** x0 = x - sigma * v, in place of v; frames are equal slices of the arrays, one noise level each. */
export function velocityToClean(x: Float32Array, velocity: Float32Array, sigmas: FrameSigmas): void {
  const size = x.length / sigmas.length;
  for (const [frame, sigma] of sigmas.entries()) {
    for (let i = frame * size; i < (frame + 1) * size; i += 1)
      velocity[i] = (x[i] ?? 0) - sigma * (velocity[i] ?? 0);
  }
}
