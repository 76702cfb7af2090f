import type { GenerationPlan, PlannedWindow } from '../../../src-shared/generation/plan.ts';
import { prepareWindow } from '../families/animatic.ts';
import { guide, isGuided } from '../samplers/guidance.ts';
import { frameNoise } from '../samplers/noise.ts';
import { createSampler } from '../samplers/sampler.ts';
import type { FrameSigmas } from '../samplers/sampler-step.ts';
import type { PromptStates } from '../text/prompt-encoder.ts';
import type { RunContext } from './run-context.ts';
import { windowGuidance } from './window-guidance.ts';
import { windowTimes } from './window-times.ts';

export interface WindowJob {
  readonly plan: GenerationPlan;
  readonly window: PlannedWindow;
  /** Noise levels of the unknown frames, falling, the last one 0. */
  readonly schedule: Float64Array;
  readonly prompt: PromptStates;
  readonly unguided: PromptStates;
  /** Latents by model frame: known frames are read from here and what is made is put here. */
  readonly latents: Map<number, Float32Array>;
  /** Latents that unknown frames start from instead of pure noise, where the schedule begins below 1. */
  readonly sources: ReadonlyMap<number, Float32Array>;
  /** Where an earlier run was in this window. */
  readonly resume?: WindowState | undefined;
  /** After each step: the predicted clean latents of the whole window, and what the window could go on from. */
  readonly onStep: (x0: Float32Array, state: WindowState) => Promise<void>;
}

/** A window between two steps. */
export interface WindowState {
  /** Finished steps. */
  readonly step: number;
  /** The window's latents, then what the sampler remembers; changed by the next step. */
  readonly arrays: readonly Float32Array[];
}

function levels(known: readonly boolean[], sigma: number): FrameSigmas {
  return Float64Array.from(known, (isKnown) => (isKnown ? 0 : sigma));
}

/** Known frames clean at their place; unknown ones as noise, or as their source under the first level of noise. */
function startState(
  { message, frameValues }: RunContext,
  { window, schedule, latents, sources }: WindowJob,
): Float32Array {
  const x = new Float32Array(window.frames.length * frameValues);
  const sigma = schedule[0] ?? 1;
  for (const [at, frame] of window.frames.entries()) {
    const given = window.known[at] === true ? latents.get(frame) : undefined;
    if (given !== undefined) {
      x.set(given, at * frameValues);
      continue;
    }
    const noise = frameNoise(message.seed, frame, frameValues);
    const source = sources.get(frame);
    for (let i = 0; i < frameValues; i += 1) {
      const value = noise[i] ?? 0;
      x[at * frameValues + i] = source === undefined ? value : (1 - sigma) * (source[i] ?? 0) + sigma * value;
    }
  }
  return x;
}

/**
 * Makes the unknown frames of one window.
 *
 * @returns the number of network evaluations it took.
 */
export async function denoiseWindow(context: RunContext, job: WindowJob): Promise<number> {
  const { model, message, grid, frameValues, reports } = context;
  const { window, schedule } = job;
  const { guidanceInterval, cfgZeroStar } = model.manifest.sampler;
  const weight = windowGuidance(message, model.manifest, window);
  const network = prepareWindow(model.denoiser, model.manifest, grid, windowTimes(job.plan, window));
  const sampler = createSampler(message.sampler);
  const [resumed, ...memory] = job.resume?.arrays ?? [];
  const x = resumed ?? startState(context, job);
  const levelsAt = (step: number): FrameSigmas => levels(window.known, schedule[step] ?? 0);
  const first = job.resume?.step ?? 0;
  if (first > 0) sampler.resume(memory, [levelsAt(first - 1), ...(first > 1 ? [levelsAt(first - 2)] : [])]);
  let evaluations = 0;
  for (let step = first; step + 1 < schedule.length; step += 1) {
    const sigma = schedule[step] ?? 0;
    const from = levelsAt(step);
    await reports.checkpoint();
    const x0 = await network.predict(x, from, job.prompt);
    evaluations += 1;
    if (isGuided(sigma, weight, guidanceInterval)) {
      await reports.checkpoint();
      const unguided = await network.predict(x, from, job.unguided);
      evaluations += 1;
      guide(x, x0, unguided, from, { weight, zeroStar: cfgZeroStar });
    }
    sampler.step(x, x0, from, levelsAt(step + 1));
    await job.onStep(x0, { step: step + 1, arrays: [x, ...sampler.memory()] });
  }
  for (const [at, frame] of window.frames.entries()) {
    if (window.known[at] !== true) job.latents.set(frame, x.slice(at * frameValues, (at + 1) * frameValues));
  }
  return evaluations;
}
