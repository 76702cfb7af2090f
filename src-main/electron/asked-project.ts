/**
 * The project somebody asked for from outside the window: on the command line, by a double click, by a second start of the
 * program. The window takes it when it is ready for it, because a person may have to say first that running work may be
 * left, where a bundle shall be unpacked, or must read why it can't be opened. Imports nothing: on macOS the system asks
 * before the program has even been read.
 */
export interface AskedProject {
  /** Of several that were asked for only the last is opened. */
  ask(path: string): void;
  /** The path that waits; it does not wait any more afterwards. */
  take(): string | undefined;
  /** Called at each `ask` from now on. */
  listen(listener: () => void): void;
}

export function createAskedProject(): AskedProject {
  let waiting: string | undefined;
  const listeners = new Set<() => void>();
  return {
    ask(path) {
      waiting = path;
      for (const listener of listeners) listener();
    },
    take() {
      const path = waiting;
      waiting = undefined;
      return path;
    },
    listen: (listener) => void listeners.add(listener),
  };
}
