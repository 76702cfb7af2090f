import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { PlannedWindow } from '../../../src-shared/generation/plan.ts';
import type { RunMessage } from '../protocol.ts';
import type { WindowState } from './denoise-window.ts';

/** A state is saved after this share of all steps at the latest, and after every window. */
export const longestLoss = 0.05;

/** Latents of the frames a window made, in its order. */
export function madeLatents(
  { frames, known }: PlannedWindow,
  latents: ReadonlyMap<number, Float32Array>,
): Float32Array[] {
  return frames.flatMap((frame, at) => {
    const made = known[at] === true ? undefined : latents.get(frame);
    return made === undefined ? [] : [made];
  });
}

/**
 * The numbers an earlier run had saved, in order.
 *
 * @param payload of the message: they lie at its end
 */
export function openSaved({ bytes: length }: NonNullable<RunMessage['resume']>, payload: Uint8Array) {
  // Copied, because floats have to lie on whole multiples of their size; `slice` of a Buffer would share its memory.
  const bytes = Uint8Array.from(payload.subarray(payload.length - length));
  const values = new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / 4));
  let at = 0;
  return {
    take: (count: number): Float32Array => values.slice(at, (at += count)),
    /** How many are left. */
    left: () => values.length - at,
    /** @throws AppError `bug` unless exactly all of them were taken */
    end(): void {
      if (at * 4 === length) return;
      throw new AppError('bug', 'Something went wrong inside Kinoloom.', {
        cause: new Error(`A saved state has ${length} bytes where the plan has ${at * 4}.`),
      });
    },
  };
}

export interface Resumed {
  /** Windows that need not run. */
  readonly windows: number;
  /** Where the next one was. */
  readonly state?: WindowState | undefined;
}

/**
 * Puts back what an earlier run had made: see `resume` in the protocol.
 *
 * @param frameValues values of one frame's latents
 * @param latents filled with the frames of finished windows
 * @throws AppError `bug` where the payload does not fit the plan
 */
export function resumeFrom(
  { plan, resume }: Pick<RunMessage, 'plan' | 'resume'>,
  payload: Uint8Array,
  frameValues: number,
  latents: Map<number, Float32Array>,
): Resumed {
  if (resume === undefined) return { windows: 0 };
  const saved = openSaved(resume, payload);
  for (const { frames, known } of plan.windows.slice(0, resume.windows)) {
    for (const [place, frame] of frames.entries()) {
      if (known[place] !== true) latents.set(frame, saved.take(frameValues));
    }
  }
  const next = plan.windows[resume.windows];
  const size = (next?.frames.length ?? 0) * frameValues;
  const arrays = Array.from({ length: resume.arrays }, () => saved.take(size));
  saved.end();
  const { windows, step } = resume;
  return step > 0 && arrays.length > 0 ? { windows, state: { step, arrays } } : { windows };
}
