/** Work done one after another; of what waits, what has the lowest rank first, and of equals what was asked for first. */
export interface RankedLane {
  /** Settles as `work` does. */
  run<Result>(rank: number, work: () => Promise<Result>): Promise<Result>;
  /** Settled when nothing runs or waits any more. */
  idle(): Promise<void>;
}

interface Waiting {
  readonly rank: number;
  readonly begin: () => Promise<void>;
}

export function createRankedLane(): RankedLane {
  const waiting: Waiting[] = [];
  let running: Promise<void> | undefined;

  async function work(): Promise<void> {
    for (;;) {
      const next = waiting.reduce<Waiting | undefined>(
        (first, one) => (first === undefined || one.rank < first.rank ? one : first),
        undefined,
      );
      if (next === undefined) break;
      waiting.splice(waiting.indexOf(next), 1);
      await next.begin();
    }
    running = undefined;
  }

  return {
    run: (rank, act) =>
      new Promise((resolve, reject) => {
        waiting.push({ rank, begin: () => act().then(resolve, reject) });
        running ??= Promise.resolve().then(work);
      }),
    idle: async () => running,
  };
}
