import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { PackManifest } from '../../../src-shared/pack/schema.ts';
import type { RunMessage } from '../protocol.ts';
import type { Bucket } from './pixels.ts';
import { planProblem } from './plan-problem.ts';

type Run = Omit<RunMessage, 'type'>;

/**
 * The bucket a run asks for.
 *
 * @throws AppError `input.aspect` where the pack has none of that aspect.
 */
export function bucketOf({ buckets }: Pick<PackManifest, 'buckets'>, message: Run): Bucket {
  const bucket = buckets.find(({ aspect }) => aspect === message.aspect);
  if (bucket === undefined) {
    throw new AppError('input.aspect', `This model can’t make the aspect ${message.aspect}.`, {
      hint: `Choose one of ${buckets.map(({ aspect }) => aspect).join(', ')}.`,
    });
  }
  return bucket;
}

/** Indices of the plan that the user did not give, ascending. */
export function madeFrames({ plan }: Run): number[] {
  const given = new Set(plan.given);
  return Array.from({ length: plan.total }, (_, index) => index).filter((index) => !given.has(index));
}

/**
 * Refuses a message that contradicts itself: a defect of whoever made it, never of the person's input.
 *
 * @param window frames the pack's window holds; @param payload as `Model.execute` takes it.
 * @throws AppError `bug`.
 */
export function checkMessage(window: number, message: Run, bucket: Bucket, payload: Uint8Array): void {
  const problem = planProblem(message.plan, window);
  const sources = message.restyle === undefined ? 0 : madeFrames(message).length;
  const expected =
    (message.plan.given.length + sources) * bucket.visible.width * bucket.visible.height * 3 +
    (message.resume?.bytes ?? 0);
  const reason =
    problem ??
    (payload.length === expected
      ? undefined
      : `Expected ${expected} bytes of frames, got ${payload.length}.`);
  if (reason !== undefined) {
    throw new AppError('bug', 'Something went wrong inside Kinoloom.', { cause: new Error(reason) });
  }
}
