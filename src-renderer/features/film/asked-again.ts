import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { MediaId } from '../../../src-shared/lib/ids.ts';

/** Something that failed so often will not come. */
const mostTries = 3;

/**
 * Says of a failure whether to ask again: where it may pass (a machine so busy that a program gave up, a project that was
 * just closed), a few times for each file.
 */
export function createAskedAgain(): (media: MediaId, error: unknown) => boolean {
  const tries = new Map<MediaId, number>();
  return (media, error) => {
    const count = (tries.get(media) ?? 0) + 1;
    tries.set(media, count);
    const passes = error instanceof AppError && (error.retryable || error.code === 'cancelled');
    return passes && count < mostTries;
  };
}
