import type { CallOutput } from '../../../src-shared/ipc/contract.ts';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import type { Bridge } from '../../bridge/bridge.ts';
import { createAskedAgain } from './asked-again.ts';

export type Peaks = CallOutput<'library.peaks'>;

export interface PeaksSource {
  /** The sound of a file as lowest and highest values; null until it is there, and for a file that has none. */
  get(media: MediaId): Peaks | null;
  /** Told when one has arrived. Returns the function that stops listening. */
  listen(listener: () => void): () => void;
}

/** Waveforms of library files, asked for once each and kept. */
export function createPeaksSource(bridge: Pick<Bridge, 'call'>): PeaksSource {
  const known = new Map<MediaId, Peaks | 'asked' | 'none'>();
  const listeners = new Set<() => void>();
  const askedAgain = createAskedAgain();

  async function fetch(media: MediaId): Promise<void> {
    try {
      known.set(media, await bridge.call('library.peaks', media));
    } catch (error) {
      // A file without a readable sound has a plain clip; playing it says what is wrong.
      if (!askedAgain(media, error)) return void known.set(media, 'none');
      // The clip is drawn once more, and asks.
      known.delete(media);
    }
    for (const listener of listeners) listener();
  }
  return {
    get(media) {
      const found = known.get(media);
      if (found === undefined) {
        known.set(media, 'asked');
        void fetch(media);
      }
      return typeof found === 'object' ? found : null;
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
