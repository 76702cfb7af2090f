import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ClipId, MediaId } from '../../../src-shared/lib/ids.ts';

export interface SelectionState {
  readonly clips: ReadonlySet<ClipId>;
  /** The clip that is the timeline's one tab stop; focus is not selection. */
  readonly focusedClip: ClipId | null;
  readonly media: MediaId | null;
}

export type SelectionStore = StoreApi<SelectionState>;

export function createSelectionStore(): SelectionStore {
  return createStore<SelectionState>()(() => ({ clips: new Set(), focusedClip: null, media: null }));
}

export function selectOnly(store: SelectionStore, id: ClipId): void {
  store.setState({ clips: new Set([id]), focusedClip: id });
}

export function toggleSelected(store: SelectionStore, id: ClipId): void {
  const clips = new Set(store.getState().clips);
  if (!clips.delete(id)) clips.add(id);
  store.setState({ clips, focusedClip: id });
}

export function clearSelection(store: SelectionStore): void {
  if (store.getState().clips.size > 0) store.setState({ clips: new Set() });
}

/** Drops ids that are no longer on the timeline, so that no command acts on what is gone. */
export function keepExisting(store: SelectionStore, exists: (id: ClipId) => boolean): void {
  const { clips, focusedClip } = store.getState();
  const kept = [...clips].filter(exists);
  const focusGone = focusedClip !== null && !exists(focusedClip);
  if (kept.length === clips.size && !focusGone) return;
  store.setState({ clips: new Set(kept), focusedClip: focusGone ? (kept[0] ?? null) : focusedClip });
}
