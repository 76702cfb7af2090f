/**
 * Long arithmetic in small parts: it yields wherever it may be interrupted, every few milliseconds, and says what came of
 * it at the end. The same work is done at once where nobody waits, and with pauses where a window has to stay alive.
 */
export type Work<Result> = Generator<void, Result, void>;

/** Does the work in one go. */
export function done<Result>(work: Work<Result>): Result {
  for (;;) {
    const part = work.next();
    if (part.done === true) return part.value;
  }
}

/**
 * Does the work with a pause after each part.
 *
 * @param pause lets others have their turn; throws to give the work up
 */
export async function doneInTurns<Result>(work: Work<Result>, pause: () => Promise<void>): Promise<Result> {
  const parts: Iterator<void, Result, void> = work;
  try {
    for (;;) {
      const part = parts.next();
      if (part.done === true) return part.value;
      await pause();
    }
  } finally {
    // A work that is given up ends its own try blocks.
    parts.return?.();
  }
}

/** `items.map(of)`, divided after each item. */
export function* mapped<Item, Result>(
  items: readonly Item[],
  of: (item: Item, index: number) => Result,
): Work<Result[]> {
  const results: Result[] = [];
  for (const [index, item] of items.entries()) {
    results.push(of(item, index));
    yield;
  }
  return results;
}
