import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, isCancelled, toErrorData, type ErrorData } from '../../src-shared/errors/app-error.ts';
import type { PackManifest } from '../../src-shared/pack/schema.ts';
import { packHashOf } from '../packs/pack-hash.ts';
import { checkPresence, verifyPack } from '../packs/verify.ts';
import { bytesOf } from './offer.ts';

export interface Checked {
  readonly state: 'present' | 'checking' | 'verified' | 'damaged';
  readonly problem?: ErrorData;
}

export interface PackOnDisk {
  readonly folder: string;
  readonly manifest: PackManifest;
}

/** What is known of the files of packs: hashes count as long as no file was touched since. */
export interface PackChecks {
  state(pack: PackOnDisk): Promise<Checked>;
  /** Hashes all files of a pack; one at a time, because more would only fight for the disk. */
  verify(pack: PackOnDisk): Promise<void>;
  /** The files of this pack were hashed as they came. */
  noteVerified(pack: PackOnDisk): Promise<void>;
  dispose(): void;
}

/** Names the state of the files without reading them. */
async function traceOf({ folder, manifest }: PackOnDisk): Promise<string> {
  const parts = [packHashOf(manifest)];
  for (const name of Object.keys(manifest.files)) {
    const { size, mtimeMs } = await stat(join(folder, name));
    parts.push(`${size} ${mtimeMs}`);
  }
  return parts.join('\n');
}

function asProblem(error: unknown): ErrorData {
  return toErrorData(
    error instanceof AppError ? error : new AppError('pack.missing', 'A file of the pack can’t be read.'),
  );
}

export function createPackChecks(news: {
  readonly onProgress: (pack: PackOnDisk, done: number, total: number) => void;
  readonly onChange: () => void;
}): PackChecks {
  const known = new Map<string, { readonly trace: string; readonly checked: Checked }>();
  const running = new Set<string>();
  const stop = new AbortController();
  let lane: Promise<void> = Promise.resolve();

  async function check(pack: PackOnDisk): Promise<void> {
    const { folder, manifest } = pack;
    try {
      const trace = await traceOf(pack);
      const total = bytesOf(manifest);
      let done = 0;
      let told = -1;
      const checked = await verifyPack(folder, {
        signal: stop.signal,
        onBytes(bytes) {
          done += bytes;
          const percent = Math.floor((done / Math.max(1, total)) * 100);
          if (percent === told) return;
          told = percent;
          news.onProgress(pack, done, total);
        },
      }).then(
        (): Checked => ({ state: 'verified' }),
        (error: unknown): Checked | undefined =>
          isCancelled(error) ? undefined : { state: 'damaged', problem: asProblem(error) },
      );
      if (checked !== undefined) known.set(folder, { trace, checked });
    } catch {
      // A file can't be looked at: `state` says which.
      known.delete(folder);
    } finally {
      running.delete(folder);
      if (!stop.signal.aborted) news.onChange();
    }
  }

  return {
    async state(pack) {
      if (running.has(pack.folder)) return { state: 'checking' };
      try {
        await checkPresence(pack.folder, pack.manifest);
        const found = known.get(pack.folder);
        return found !== undefined && found.trace === (await traceOf(pack))
          ? found.checked
          : { state: 'present' };
      } catch (error) {
        return { state: 'damaged', problem: asProblem(error) };
      }
    },
    verify(pack) {
      if (running.has(pack.folder)) return lane;
      running.add(pack.folder);
      lane = lane.then(() => check(pack));
      news.onChange();
      return lane;
    },
    async noteVerified(pack) {
      known.set(pack.folder, { trace: await traceOf(pack), checked: { state: 'verified' } });
    },
    dispose() {
      stop.abort();
    },
  };
}
