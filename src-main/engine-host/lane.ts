import { cancelledError } from '../../src-shared/errors/app-error.ts';

/** Runs work when all work before it has ended; whoever gives up while waiting leaves the line. */
export type Lane = <Result>(work: () => Promise<Result>, signal: AbortSignal) => Promise<Result>;

/** A lane in which one thing happens at a time, in the order asked for. */
export function createLane(): Lane {
  let last: Promise<unknown> = Promise.resolve();
  return async (work, signal) => {
    if (signal.aborted) throw cancelledError();
    const before = last;
    const turn = before.then(() => {
      if (signal.aborted) throw cancelledError();
      return work();
    });
    last = turn.catch(() => undefined);
    return await new Promise((resolve, reject) => {
      // Only while waiting: once its turn has come, the work itself listens to the signal.
      const leave = (): void => reject(cancelledError());
      signal.addEventListener('abort', leave);
      void before.then(() => signal.removeEventListener('abort', leave));
      turn.then(resolve, reject);
    });
  };
}
