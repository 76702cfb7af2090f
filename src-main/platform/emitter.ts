export interface Emitter<Payload> {
  emit(payload: Payload): void;
  /** Answers the function that stops listening. */
  listen(listener: (payload: Payload) => void): () => void;
}

/** One kind of news and who wants it. Listeners run in the order they came, and one that throws is a defect. */
export function createEmitter<Payload>(): Emitter<Payload> {
  const listeners = new Set<(payload: Payload) => void>();
  return {
    emit(payload) {
      for (const listener of listeners) listener(payload);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
