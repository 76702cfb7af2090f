import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Timeline } from '../../../src-shared/project/schema.ts';

/**
 * What a gesture would make of the timeline if the pointer were let go now. It is drawn instead of the document, at most
 * once per frame, and never leaves the window: the release commits it, Escape drops it.
 */
export interface DraftState {
  readonly timeline: Timeline | null;
  /** The frame that the viewer shows meanwhile: the edge that is dragged; null = the playhead's. */
  readonly frame: number | null;
}

export type DraftStore = StoreApi<DraftState>;

export function createDraftStore(): DraftStore {
  return createStore<DraftState>()(() => ({ timeline: null, frame: null }));
}
