import { createStore, type StoreApi } from 'zustand/vanilla';
import { frames, type Frames } from '../../../src-shared/time/rate.ts';
import { pressShuttle, stillShuttle, type Shuttle, type ShuttleKey } from '../shuttle.ts';

export interface TransportState {
  /** The playhead: the frame that is shown. */
  readonly frame: Frames;
  readonly shuttle: Shuttle;
  /** True while a pointer drags the playhead; playback waits. */
  readonly scrubbing: boolean;
}

export interface TransportStore extends StoreApi<TransportState> {
  /** Moves the playhead; never before the first frame. */
  seek(frame: number): void;
  step(by: number): void;
  togglePlay(): void;
  stop(): void;
  press(key: ShuttleKey): void;
  setScrubbing(scrubbing: boolean): void;
}

export function createTransportStore(): TransportStore {
  const store = createStore<TransportState>()(() => ({
    frame: frames(0),
    shuttle: stillShuttle,
    scrubbing: false,
  }));

  function seek(frame: number): void {
    const next = frames(Math.max(0, Math.round(frame)));
    if (next !== store.getState().frame) store.setState({ frame: next });
  }

  return {
    ...store,
    seek,
    step(by) {
      store.setState({ shuttle: { ...store.getState().shuttle, speed: 0 } });
      seek(store.getState().frame + by);
    },
    togglePlay() {
      const { shuttle } = store.getState();
      store.setState({ shuttle: { ...shuttle, speed: shuttle.speed === 0 ? 1 : 0 } });
    },
    stop() {
      if (store.getState().shuttle.speed !== 0) store.setState({ shuttle: stillShuttle });
    },
    press(key) {
      const { shuttle, step } = pressShuttle(store.getState().shuttle, key);
      store.setState({ shuttle });
      if (step !== 0) seek(store.getState().frame + step);
    },
    setScrubbing(scrubbing) {
      store.setState(scrubbing ? { scrubbing, shuttle: stillShuttle } : { scrubbing });
    },
  };
}
