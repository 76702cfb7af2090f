import { createStore, type StoreApi } from 'zustand/vanilla';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import { createTransportStore, type TransportStore } from './transport-store.ts';

/** In and out of a source, in frames at the project's rate; out is the first frame behind. */
export interface SourceMarks {
  readonly in?: number | undefined;
  readonly out?: number | undefined;
}

export interface SourceState {
  /** What the source monitor shows; null = it is put away. */
  readonly media: MediaId | null;
  readonly marks: ReadonlyMap<MediaId, SourceMarks>;
  /** Where the playhead stood in each file when it was last looked at. */
  readonly places: ReadonlyMap<MediaId, number>;
}

export interface SourceStore extends StoreApi<SourceState> {
  readonly transport: TransportStore;
  show(media: MediaId | null, frame?: number): void;
  mark(media: MediaId, marks: SourceMarks): void;
}

export function createSourceStore(): SourceStore {
  const transport = createTransportStore();
  const store = createStore<SourceState>()(() => ({ media: null, marks: new Map(), places: new Map() }));
  return {
    ...store,
    transport,
    show(media, frame) {
      const { media: before, places } = store.getState();
      const kept = before === null ? places : new Map(places).set(before, transport.getState().frame);
      transport.stop();
      store.setState({ media, places: kept });
      transport.seek(frame ?? (media === null ? 0 : (kept.get(media) ?? 0)));
    },
    mark(media, marks) {
      store.setState(({ marks: all }) => ({ marks: new Map(all).set(media, marks) }));
    },
  };
}
