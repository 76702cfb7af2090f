import type { WindowState } from '../../run/denoise-window.ts';
import { openSaved } from '../../run/resume-state.ts';
import type { RunMessage } from '../../protocol.ts';

export interface ResumedClips {
  /** Latents of each finished window. */
  readonly finished: readonly Float32Array[];
  /** Where the next one was. */
  readonly state?: WindowState | undefined;
}

/**
 * What an earlier run had made: see `resume` in the protocol.
 *
 * @param sizes values of the latents of each window of the plan
 * @throws AppError `bug` where the payload does not fit the plan
 */
export function resumeClips(
  resume: RunMessage['resume'],
  payload: Uint8Array,
  sizes: readonly number[],
): ResumedClips {
  if (resume === undefined) return { finished: [] };
  const saved = openSaved(resume, payload);
  const finished = sizes.slice(0, resume.windows).map((size) => saved.take(size));
  // What the network is given beside the window's own frames is part of its state, so the arrays say their size.
  const size = resume.arrays === 0 ? 0 : saved.left() / resume.arrays;
  const arrays = Array.from({ length: resume.arrays }, () => saved.take(size));
  saved.end();
  return resume.step > 0 && arrays.length > 0
    ? { finished, state: { step: resume.step, arrays } }
    : { finished };
}
