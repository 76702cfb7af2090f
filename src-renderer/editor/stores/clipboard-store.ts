import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Clip } from '../../../src-shared/project/schema.ts';
import type { Clipboard } from '../../../src-shared/timeline/clipboard.ts';

/** What was copied from the timeline. It outlives undo and belongs to the window. */
export interface ClipboardState {
  readonly clips: Clipboard | null;
  /** The clip whose look can be pasted. */
  readonly look: Clip | null;
}

export type ClipboardStore = StoreApi<ClipboardState>;

export function createClipboardStore(): ClipboardStore {
  return createStore<ClipboardState>()(() => ({ clips: null, look: null }));
}
