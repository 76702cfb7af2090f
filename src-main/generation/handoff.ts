/**
 * Passes items from one who makes them to one who uses them, one at a time: `give` settles when the taker has come back
 * for more (or is gone), so that nothing piles up between the two and the item may be overwritten then.
 */
export interface Handoff<Item> {
  readonly items: AsyncIterable<Item>;
  give(item: Item): Promise<void>;
  /** There is nothing more to come. */
  end(): void;
  /** The maker failed: the taker gets this error. */
  fail(error: unknown): void;
}

type Next<Item> = IteratorResult<Item, undefined>;

export function createHandoff<Item>(): Handoff<Item> {
  let offered: { readonly item: Item; readonly taken: () => void } | undefined;
  let waiting:
    { readonly resolve: (next: Next<Item>) => void; readonly reject: (error: unknown) => void } | undefined;
  /** Settles the `give` whose item is in the taker's hands. */
  let release: () => void = () => undefined;
  let ending: { readonly error?: unknown } | undefined;
  let gone = false;

  function serve(): void {
    if (waiting === undefined) return;
    const { resolve, reject } = waiting;
    if (offered !== undefined) {
      const { item, taken } = offered;
      offered = undefined;
      waiting = undefined;
      release = taken;
      resolve({ done: false, value: item });
    } else if (ending !== undefined) {
      waiting = undefined;
      if ('error' in ending) reject(ending.error);
      else resolve({ done: true, value: undefined });
    }
  }

  return {
    items: {
      [Symbol.asyncIterator]: () => ({
        next() {
          release();
          return new Promise<Next<Item>>((resolve, reject) => {
            waiting = { resolve, reject };
            serve();
          });
        },
        async return() {
          gone = true;
          release();
          offered?.taken();
          return { done: true, value: undefined };
        },
      }),
    },
    give(item) {
      if (gone) return Promise.resolve();
      return new Promise((taken) => {
        offered = { item, taken };
        serve();
      });
    },
    end() {
      ending ??= {};
      serve();
    },
    fail(error) {
      ending ??= { error };
      // Nobody is kept waiting for the other any more, and an item nobody came for is dropped.
      gone = true;
      offered?.taken();
      offered = undefined;
      release();
      serve();
    },
  };
}
