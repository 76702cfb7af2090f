import type { MediaId } from '../../../src-shared/lib/ids.ts';
import type { Media } from '../../../src-shared/project/schema.ts';
import { middleOfFrame } from '../viewer/media-time.ts';

/** Height of a picture on a film strip in device-independent pixels; twice the track's for sharp displays. */
const tileHeight = 76;
const mostTiles = 600;

export interface FilmSource {
  /** The picture of a frame when it is there; otherwise the nearest that is, and the right one is fetched. */
  get(media: Media, frame: number): ImageBitmap | null;
  /** Told when a picture of a file has arrived. */
  listen(listener: (media: MediaId) => void): () => void;
  dispose(): void;
}

interface Wish {
  readonly media: Media;
  readonly frame: number;
}

type Tiles = Map<number, ImageBitmap>;

/**
 * Small pictures of library files at exact frames, for thumbnails and for film strips at rest: decoded one after another by one hidden element, the
 * latest wish first, and kept up to a limit.
 */
export function createFilmSource(mediaUrl: (id: MediaId) => string): FilmSource {
  const tiles = new Map<MediaId, Tiles>();
  const order: Wish[] = [];
  const failed = new Set<MediaId>();
  const listeners = new Set<(media: MediaId) => void>();
  let wishes: Wish[] = [];
  let working = false;
  const ended = new AbortController();
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  let opened: MediaId | null = null;

  function keep(wish: Wish, made: ImageBitmap): void {
    const own: Tiles = tiles.get(wish.media.id) ?? new Map<number, ImageBitmap>();
    own.set(wish.frame, made);
    tiles.set(wish.media.id, own);
    order.push(wish);
    if (order.length > mostTiles) {
      const oldest = order.shift();
      if (oldest !== undefined) {
        tiles.get(oldest.media.id)?.get(oldest.frame)?.close();
        tiles.get(oldest.media.id)?.delete(oldest.frame);
      }
    }
    for (const listener of listeners) listener(wish.media.id);
  }

  function once(element: EventTarget, ready: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = new AbortController();
      element.addEventListener(ready, () => (abort.abort(), resolve()), { signal: abort.signal });
      element.addEventListener(
        'error',
        () => (abort.abort(), reject(new Error('Could not load a picture'))),
        {
          signal: abort.signal,
        },
      );
    });
  }

  async function picture({ media, frame }: Wish): Promise<ImageBitmap> {
    const size = {
      resizeHeight: tileHeight,
      resizeWidth: Math.max(1, Math.round((tileHeight * media.width) / Math.max(1, media.height))),
      resizeQuality: 'medium',
    } as const;
    if (media.kind === 'image') {
      const image = new Image();
      image.src = mediaUrl(media.id);
      await once(image, 'load');
      return createImageBitmap(image, size);
    }
    if (opened !== media.id) {
      opened = media.id;
      video.src = mediaUrl(media.id);
      await once(video, 'loadeddata');
    }
    const time = middleOfFrame(frame, media.rate);
    if (Math.abs(video.currentTime - time) > 0.001) {
      const sought = once(video, 'seeked');
      video.currentTime = time;
      await sought;
    }
    return createImageBitmap(video, size);
  }

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    for (let wish = wishes.pop(); wish !== undefined && !ended.signal.aborted; wish = wishes.pop()) {
      if (failed.has(wish.media.id) || tiles.get(wish.media.id)?.has(wish.frame) === true) continue;
      try {
        const made = await picture(wish);
        if (ended.signal.aborted) made.close();
        else keep(wish, made);
      } catch {
        // A file that can't be drawn keeps its plain fill; the viewer says what is wrong with it.
        failed.add(wish.media.id);
        opened = null;
      }
    }
    working = false;
  }

  function nearest(own: Tiles, frame: number): ImageBitmap | null {
    let best: ImageBitmap | null = null;
    let distance = Number.POSITIVE_INFINITY;
    for (const [at, tile] of own) {
      if (Math.abs(at - frame) < distance) {
        distance = Math.abs(at - frame);
        best = tile;
      }
    }
    return best;
  }

  return {
    get(media, frame) {
      const own = tiles.get(media.id);
      const exact = own?.get(frame);
      if (exact !== undefined) return exact;
      if (!failed.has(media.id) && media.kind !== 'audio') {
        wishes = [...wishes.slice(-200), { media, frame }];
        void work();
      }
      return own === undefined ? null : nearest(own, frame);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      ended.abort();
      wishes = [];
      video.removeAttribute('src');
      for (const own of tiles.values()) for (const tile of own.values()) tile.close();
      tiles.clear();
    },
  };
}
