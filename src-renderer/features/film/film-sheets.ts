import type { CallOutput } from '../../../src-shared/ipc/contract.ts';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import { createAskedAgain } from './asked-again.ts';

/** Small pictures of a file in one bitmap, already as small as they are drawn. */
export interface FilmSheet {
  readonly image: ImageBitmap;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly columns: number;
  readonly count: number;
  /** Tile i shows frame i * step of the file. */
  readonly step: number;
}

export interface FilmSheets {
  /**
   * The sheet with pictures of so many pixels' height; while that is on its way, one of another height; null while there
   * is none, and for a file that has none.
   */
  get(media: MediaId, rows: number): FilmSheet | null;
  /** Told when one has arrived. Returns the function that stops listening. */
  listen(listener: () => void): () => void;
  dispose(): void;
}

export interface FilmBridge {
  call(name: 'library.filmstrip', media: MediaId): Promise<Layout>;
  mediaUrl(media: MediaId): string;
}

type Layout = CallOutput<'library.filmstrip'>;

/** Sheets kept: a row's height of several hundred kilobytes each. */
const mostSheets = 160;
/** Fetched and made small at the same time. */
const lanes = 2;

/**
 * Film strips as the project's cache holds them: main decodes a file once into one picture, here it is made as small as a
 * track is high, and from then on drawing costs no more than copying.
 */
export function createFilmSheets(bridge: FilmBridge): FilmSheets {
  const listeners = new Set<() => void>();
  const sheets = new Map<string, FilmSheet | 'asked' | 'none'>();
  const layouts = new Map<MediaId, Promise<Layout>>();
  const heights = new Map<MediaId, number[]>();
  const queue: (() => Promise<void>)[] = [];
  const ended = new AbortController();
  const askedAgain = createAskedAgain();
  let running = 0;

  function layoutOf(media: MediaId): Promise<Layout> {
    const known = layouts.get(media);
    if (known !== undefined) return known;
    const asked = bridge.call('library.filmstrip', media);
    layouts.set(media, asked);
    return asked;
  }

  async function make(media: MediaId, rows: number): Promise<FilmSheet> {
    const layout = await layoutOf(media);
    const response = await fetch(`${bridge.mediaUrl(media)}/filmstrip`, { signal: ended.signal });
    if (!response.ok) throw new Error('The film strip is not there.');
    const columns = Math.min(layout.columns, layout.count);
    const tileWidth = Math.max(1, Math.round((rows * layout.tileWidth) / layout.tileHeight));
    const image = await createImageBitmap(await response.blob(), {
      resizeWidth: tileWidth * columns,
      resizeHeight: rows * Math.ceil(layout.count / layout.columns),
      resizeQuality: 'high',
    });
    return { image, tileWidth, tileHeight: rows, columns, count: layout.count, step: layout.step };
  }

  function forgetOldest(): void {
    for (const [key, sheet] of sheets) {
      if (sheets.size <= mostSheets) return;
      if (typeof sheet !== 'object') continue;
      sheet.image.close();
      sheets.delete(key);
    }
  }

  async function fetchSheet(media: MediaId, rows: number, key: string): Promise<void> {
    try {
      const sheet = await make(media, rows);
      if (ended.signal.aborted) return sheet.image.close();
      sheets.set(key, sheet);
      heights.set(media, [...(heights.get(media) ?? []), rows]);
      forgetOldest();
    } catch (error) {
      layouts.delete(media);
      // A file that can't be drawn keeps its plain fill; the viewer says what is wrong with it.
      if (askedAgain(media, error)) sheets.delete(key);
      else sheets.set(key, 'none');
    }
    if (!ended.signal.aborted) for (const listener of listeners) listener();
  }

  function work(): void {
    while (running < lanes) {
      // What was asked for last is what is looked at now.
      const next = queue.pop();
      if (next === undefined) return;
      running += 1;
      void next().finally(() => {
        running -= 1;
        work();
      });
    }
  }

  return {
    get(media, rows) {
      const key = `${media} ${rows}`;
      const found = sheets.get(key);
      if (typeof found === 'object') return found;
      if (found === undefined && !ended.signal.aborted) {
        sheets.set(key, 'asked');
        queue.push(() => fetchSheet(media, rows, key));
        work();
      }
      for (const other of heights.get(media) ?? []) {
        const sheet = sheets.get(`${media} ${other}`);
        if (typeof sheet === 'object') return sheet;
      }
      return null;
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      ended.abort();
      queue.length = 0;
      for (const sheet of sheets.values()) if (typeof sheet === 'object') sheet.image.close();
      sheets.clear();
    },
  };
}
