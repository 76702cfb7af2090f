import type { MediaId } from '../../../src-shared/lib/ids.ts';

/**
 * When a file's first picture stands in the browser's own time. Not always at 0: where sound begins a little earlier, as
 * AAC's lead-in does, the browser moves everything back by that, often by half a frame, and a seek to the middle of a frame
 * would show the one before it.
 */
export interface FirstPictures {
  /** Seconds; undefined until it has been measured. */
  get(media: MediaId): number | undefined;
  /** Told when one has been measured. Returns the function that stops listening. */
  listen(listener: () => void): () => void;
  dispose(): void;
}

/** A file whose first picture never comes is taken as beginning at 0. */
const patienceMs = 4000;

/** Measures by the browser's own word (`requestVideoFrameCallback`), once per file, with one small element at a time. */
export function createFirstPictures(mediaUrl: (id: MediaId) => string, stage: HTMLElement): FirstPictures {
  const known = new Map<MediaId, number>();
  const asked = new Set<MediaId>();
  const listeners = new Set<() => void>();
  const ended = new AbortController();
  let line: Promise<void> = Promise.resolve();

  function measured(media: MediaId): Promise<number> {
    return new Promise((resolve) => {
      const video = document.createElement('video');
      const timer = setTimeout(() => finish(0), patienceMs);
      function finish(seconds: number): void {
        clearTimeout(timer);
        video.removeAttribute('src');
        video.load();
        video.remove();
        resolve(seconds);
      }
      if (ended.signal.aborted || typeof video.requestVideoFrameCallback !== 'function') return finish(0);
      video.muted = true;
      video.preload = 'auto';
      video.setAttribute('aria-hidden', 'true');
      // Only what is drawn reports its pictures; a corner of two pixels behind all others is enough.
      video.dataset.measure = '';
      video.addEventListener('error', () => finish(0), { once: true });
      video.requestVideoFrameCallback((_now, { mediaTime }) => finish(mediaTime));
      video.src = mediaUrl(media);
      stage.append(video);
      ended.signal.addEventListener('abort', () => finish(0), { once: true });
    });
  }

  return {
    get(media) {
      if (!asked.has(media)) {
        asked.add(media);
        line = line.then(async () => {
          const seconds = await measured(media);
          if (ended.signal.aborted) return;
          known.set(media, seconds);
          for (const listener of listeners) listener();
        });
      }
      return known.get(media);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => ended.abort(),
  };
}
