import type { Sampler } from './sampler-step.ts';

/** First-order: follow the velocity (x - x0) / sigma for the length of the step. */
export function createEuler(): Sampler {
  return {
    memory: () => [],
    resume: () => undefined,
    step(x, x0, from, to) {
      const size = x.length / from.length;
      for (const [frame, sigma] of from.entries()) {
        const next = to[frame] ?? sigma;
        if (next === sigma) continue;
        const ratio = (next - sigma) / sigma;
        for (let i = frame * size; i < (frame + 1) * size; i += 1) {
          const value = x[i] ?? 0;
          x[i] = value + ratio * (value - (x0[i] ?? 0));
        }
      }
    },
  };
}
