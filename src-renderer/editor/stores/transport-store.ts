import { createStore, type StoreApi } from 'zustand/vanilla';
import { frames, type Frames } from '../../../src-shared/time/rate.ts';
import { pressShuttle, stillShuttle, type Shuttle, type ShuttleKey } from '../shuttle.ts';

export interface TransportState {
  /** The playhead: the frame that is shown. */
  readonly frame: Frames;
  readonly shuttle: Shuttle;
  /** True while a pointer drags the playhead; playback waits. */
  readonly scrubbing: boolean;
  /** Goes on from the in (or the beginning) when the out (or the end) is reached. */
  readonly loop: boolean;
  /** Stops at the out. */
  readonly withinRange: boolean;
  /** Frames since playback began that were due and not shown. */
  readonly dropped: number;
}

export interface TransportStore extends StoreApi<TransportState> {
  /** Moves the playhead; never before the first frame. */
  seek(frame: number): void;
  step(by: number): void;
  togglePlay(): void;
  stop(): void;
  press(key: ShuttleKey): void;
  /** Plays at a quarter of the speed; again = at half of it. */
  playSlowly(direction: 1 | -1): void;
  /** Plays on and stops at the out. */
  playRange(): void;
  setLoop(loop: boolean): void;
  setDropped(dropped: number): void;
  setScrubbing(scrubbing: boolean): void;
}

export function createTransportStore(): TransportStore {
  const store = createStore<TransportState>()(() => ({
    frame: frames(0),
    shuttle: stillShuttle,
    scrubbing: false,
    loop: false,
    withinRange: false,
    dropped: 0,
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
      store.setState({ shuttle: { ...shuttle, speed: shuttle.speed === 0 ? 1 : 0 }, withinRange: false });
    },
    stop() {
      if (store.getState().shuttle.speed !== 0) store.setState({ shuttle: stillShuttle });
    },
    press(key) {
      const { shuttle, step } = pressShuttle(store.getState().shuttle, key);
      store.setState({ shuttle, withinRange: false });
      if (step !== 0) seek(store.getState().frame + step);
    },
    playSlowly(direction) {
      const { shuttle } = store.getState();
      const speed = shuttle.speed === direction * 0.25 ? direction * 0.5 : direction * 0.25;
      store.setState({ shuttle: { ...shuttle, speed }, withinRange: false });
    },
    playRange() {
      store.setState({ shuttle: { speed: 1, holdingK: false }, withinRange: true });
    },
    setDropped(dropped) {
      if (store.getState().dropped !== dropped) store.setState({ dropped });
    },
    setLoop: (loop) => store.setState({ loop }),
    setScrubbing(scrubbing) {
      store.setState(scrubbing ? { scrubbing, shuttle: stillShuttle } : { scrubbing });
    },
  };
}
