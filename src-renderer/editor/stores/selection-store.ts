import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ClipId, MediaId, TrackId, TransitionId } from '../../../src-shared/lib/ids.ts';
import type { MarkerPlace } from '../../../src-shared/timeline/markers.ts';

export interface SelectionState {
  readonly clips: ReadonlySet<ClipId>;
  /** The clip that is the timeline's one tab stop; focus is not selection. */
  readonly focusedClip: ClipId | null;
  readonly media: MediaId | null;
  /** What was chosen last, and is told of where only one of both has room: something on the timeline, or the file. */
  readonly latest: 'timeline' | 'library';
  readonly transition: TransitionId | null;
  readonly marker: MarkerPlace | null;
  /** The tracks that pictures and sound go to when nothing else says; null = the first of its kind. */
  readonly videoTarget: TrackId | null;
  readonly audioTarget: TrackId | null;
}

export type SelectionStore = StoreApi<SelectionState>;

export function createSelectionStore(): SelectionStore {
  const store = createStore<SelectionState>()(() => ({
    clips: new Set(),
    focusedClip: null,
    media: null,
    latest: 'timeline',
    transition: null,
    marker: null,
    videoTarget: null,
    audioTarget: null,
  }));
  store.subscribe((now, before) => {
    const isOther =
      now.clips !== before.clips || now.transition !== before.transition || now.marker !== before.marker;
    if (isOther && now.latest !== 'timeline') store.setState({ latest: 'timeline' });
  });
  return store;
}

/** Chooses a file of the library. What is selected on the timeline stays, for edits that need both. */
export function selectMedia(store: SelectionStore, media: MediaId): void {
  store.setState({ media, latest: 'library' });
}

export function selectOnly(store: SelectionStore, id: ClipId): void {
  store.setState({ clips: new Set([id]), focusedClip: id, transition: null, marker: null });
}

export function selectMarker(store: SelectionStore, { markerId, clipId }: MarkerPlace): void {
  store.setState({ clips: new Set(), transition: null, marker: { markerId, clipId } });
}

export function isChosenMarker({ marker }: SelectionState, { markerId, clipId }: MarkerPlace): boolean {
  return marker?.markerId === markerId && marker.clipId === clipId;
}

export function toggleSelected(store: SelectionStore, id: ClipId): void {
  const clips = new Set(store.getState().clips);
  if (!clips.delete(id)) clips.add(id);
  store.setState({ clips, focusedClip: id });
}

export function clearSelection(store: SelectionStore): void {
  const { clips, transition, marker } = store.getState();
  if (clips.size > 0 || transition !== null || marker !== null) {
    store.setState({ clips: new Set(), transition: null, marker: null });
  }
}

/** Drops ids that are no longer on the timeline, so that no command acts on what is gone. */
export function keepExisting(store: SelectionStore, exists: (id: ClipId) => boolean): void {
  const { clips, focusedClip } = store.getState();
  const kept = [...clips].filter(exists);
  const focusGone = focusedClip !== null && !exists(focusedClip);
  if (kept.length === clips.size && !focusGone) return;
  store.setState({ clips: new Set(kept), focusedClip: focusGone ? (kept[0] ?? null) : focusedClip });
}
