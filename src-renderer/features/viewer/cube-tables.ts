import type { MediaId } from '../../../src-shared/lib/ids.ts';
import { readCube, type CubeTable } from '../../../src-shared/timeline/cube-table.ts';

/** The colour tables of the library, each fetched and read once, when a clip first wants it. */
export interface CubeTables {
  /** undefined while it is on its way; null where it can't be read. */
  get(id: MediaId): CubeTable | null | undefined;
  dispose(): void;
}

export function createCubeTables(mediaUrl: (id: MediaId) => string, onArrived: () => void): CubeTables {
  const known = new Map<MediaId, CubeTable | null>();
  const asked = new Set<MediaId>();
  const ended = new AbortController();

  async function load(id: MediaId): Promise<CubeTable | null> {
    const answer = await fetch(mediaUrl(id), { signal: ended.signal });
    const reading = answer.ok ? readCube(await answer.text()) : null;
    return reading?.ok === true ? reading.table : null;
  }

  return {
    get(id) {
      if (!asked.has(id)) {
        asked.add(id);
        void load(id)
          // A file that is not there is drawn without its table, as one that can't be read.
          .catch(() => null)
          .then((table) => {
            if (ended.signal.aborted) return;
            known.set(id, table);
            onArrived();
          });
      }
      return known.get(id);
    },
    dispose: () => ended.abort(),
  };
}
