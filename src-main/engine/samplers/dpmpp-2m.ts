import { lambdaOf, linearStep, type FrameSigmas, type Sampler } from './sampler-step.ts';

interface Memory {
  readonly x0: Float32Array;
  readonly sigmas: FrameSigmas;
}

/**
 * DPM-Solver++ 2M (arXiv 2211.01095, algorithm 2, midpoint form) on flow-matching levels. First order at the first step
 * and at a step that ends at 0, where the second-order term is undefined.
 */
export function createDpmpp2m(): Sampler {
  let memory: Memory | undefined;
  return {
    memory: () => (memory === undefined ? [] : [memory.x0]),
    resume([x0], [sigmas]) {
      memory = x0 === undefined || sigmas === undefined ? undefined : { x0, sigmas };
    },
    step(x, x0, from, to) {
      const size = x.length / from.length;
      for (const [frame, sigma] of from.entries()) {
        const next = to[frame] ?? sigma;
        if (next === sigma) continue;
        const { keep, gain } = linearStep(sigma, next);
        const extrapolation = memory === undefined ? 0 : slope(memory.sigmas[frame] ?? sigma, sigma, next);
        for (let i = frame * size; i < (frame + 1) * size; i += 1) {
          const guess = x0[i] ?? 0;
          const change = memory === undefined ? 0 : guess - (memory.x0[i] ?? 0);
          x[i] = keep * (x[i] ?? 0) + gain * (guess + extrapolation * change);
        }
      }
      memory = { x0: x0.slice(), sigmas: from.slice() };
    },
  };
}

/** Half the step over the previous one, in lambda: how far to extrapolate the change of x0. */
function slope(before: number, from: number, to: number): number {
  if (to === 0 || before === from) return 0;
  return (0.5 * (lambdaOf(to) - lambdaOf(from))) / (lambdaOf(from) - lambdaOf(before));
}
