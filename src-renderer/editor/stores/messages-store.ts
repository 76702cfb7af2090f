import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ErrorData } from '../../../src-shared/errors/app-error.ts';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'done' | 'error';
  readonly error?: ErrorData;
  /** A command of the registry that is the natural next step. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

export interface MessagesState {
  /** The last thing that happened, for the status bar. */
  readonly last: string;
  /** What the live region says; a changed `turn` makes a repeated sentence be spoken again. */
  readonly spoken: { readonly text: string; readonly turn: number };
  readonly toasts: readonly Toast[];
}

export interface MessagesStore extends StoreApi<MessagesState> {
  say(text: string): void;
  /** Says and speaks why something was not done; it stays until something is done. */
  refuse(text: string): void;
  /** Something was done: what was refused before is over. */
  settle(): void;
  speak(text: string): void;
  toast(toast: Omit<Toast, 'id'>): number;
  dismiss(id: number): void;
}

const mostToasts = 3;

export function createMessagesStore(): MessagesStore {
  const store = createStore<MessagesState>()(() => ({ last: '', spoken: { text: '', turn: 0 }, toasts: [] }));
  let nextId = 1;
  let refusal: string | null = null;
  const say = (text: string): void => {
    refusal = null;
    store.setState({ last: text });
  };
  const speak = (text: string): void =>
    store.setState(({ spoken }) => ({ spoken: { text, turn: spoken.turn + 1 } }));
  return {
    ...store,
    say,
    refuse(text) {
      say(text);
      speak(text);
      refusal = text;
    },
    settle() {
      if (refusal !== null) say('');
    },
    speak,
    toast(toast) {
      const id = nextId++;
      store.setState(({ toasts }) => ({ toasts: [...toasts, { ...toast, id }].slice(-mostToasts) }));
      return id;
    },
    dismiss: (id) => store.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) })),
  };
}
