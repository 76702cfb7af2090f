import { createStore, type StoreApi } from 'zustand/vanilla';
import type { JobId, MediaId } from '../../../src-shared/lib/ids.ts';
import {
  loadTimeoutMs,
  nextPreview,
  startedPreview,
  type PreviewEvent,
  type PreviewLife,
} from '../preview-life.ts';

export interface PreviewsState {
  readonly lives: ReadonlyMap<JobId, PreviewLife>;
}

export interface PreviewsStore extends StoreApi<PreviewsState> {
  start(job: JobId): void;
  tell(job: JobId, event: PreviewEvent): void;
}

export interface PreviewsOptions {
  /** Resolves when the first picture of the take can be shown; rejects when it cannot be loaded. */
  readonly load: (media: MediaId, signal: AbortSignal) => Promise<void>;
  /** Told when a take did not load in time. */
  readonly onLate: (job: JobId, media: MediaId) => void;
  /** Runs `act` after `ms`; returns the function that prevents it. */
  readonly after: (ms: number, act: () => void) => () => void;
}

/** Holds one preview life per job and drives what each phase waits for: the take being loaded, or the time running out. */
export function createPreviewsStore(options: PreviewsOptions): PreviewsStore {
  const store = createStore<PreviewsState>()(() => ({ lives: new Map() }));

  function watchArrival(job: JobId, mediaId: MediaId): void {
    const abort = new AbortController();
    const forget = options.after(loadTimeoutMs, () => {
      abort.abort();
      tell(job, { type: 'timeout' });
      options.onLate(job, mediaId);
    });
    options.load(mediaId, abort.signal).then(
      () => {
        forget();
        tell(job, { type: 'loaded', mediaId });
      },
      // The time limit is already running and reports the failure; until then the preview stays.
      () => undefined,
    );
  }

  function tell(job: JobId, event: PreviewEvent): void {
    const { lives } = store.getState();
    const before = lives.get(job);
    // Late news of a job nobody follows any more.
    if (before === undefined) return;
    const after = nextPreview(before, event);
    if (after === before) return;
    store.setState({ lives: new Map(lives).set(job, after) });
    if (after.phase === 'arrived') watchArrival(job, after.mediaId);
  }

  return {
    ...store,
    start: (job) => {
      store.setState(({ lives }) => ({ lives: new Map(lives).set(job, startedPreview) }));
    },
    tell,
  };
}
