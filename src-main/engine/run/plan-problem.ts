import type { GenerationPlan } from '../../../src-shared/generation/plan.ts';

/**
 * What would make a plan impossible to execute: the planner never makes such a plan, but the engine is another process
 * and trusts nothing that it can check for free. Undefined where the plan is sound, otherwise a sentence.
 *
 * @param longest frames the pack's window holds.
 */
export function planProblem({ total, given, windows }: GenerationPlan, longest: number): string | undefined {
  const available = new Set<number>();
  for (const frame of given) {
    if (frame >= total || available.has(frame)) return `Frame ${frame} can’t be given.`;
    available.add(frame);
  }
  for (const [number, { frames, known }] of windows.entries()) {
    if (frames.length !== known.length)
      return `Window ${number} does not say of every frame whether it is known.`;
    if (frames.length > longest) return `Window ${number} is longer than the pack’s ${longest} frames.`;
    if (new Set(frames).size !== frames.length) return `Window ${number} holds a frame twice.`;
    for (const [at, frame] of frames.entries()) {
      if (frame >= total) return `Window ${number} holds frame ${frame} of ${total}.`;
      if (known[at] !== available.has(frame)) {
        return `Window ${number} is wrong about whether frame ${frame} is known.`;
      }
    }
    for (const frame of frames) available.add(frame);
  }
  return available.size === total ? undefined : 'Some frames are in no window.';
}
