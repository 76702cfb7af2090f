import { lstat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cancelledError } from '../../src-shared/errors/app-error.ts';
import { nodeVfs } from '../files/node-vfs.ts';

/** What a search looks at most: a home folder chosen by mistake must not take minutes. */
const searchLimits = { depth: 12, entries: 50_000 } as const;

export interface FoundFile {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
}

/** Names as they are compared: two systems may store one name in two ways. */
export function comparableName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/**
 * Every file below the given files and folders, in breadth, without following links; what can't be read is passed over.
 * Ends quietly at 50,000 entries or twelve folders down.
 *
 * @throws AppError `cancelled`
 */
export async function filesBelow(paths: readonly string[], signal: AbortSignal): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  let seen = 0;
  let level = [...paths];
  for (let depth = 0; depth <= searchLimits.depth && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const path of level) {
      if (signal.aborted) throw cancelledError();
      seen += 1;
      if (seen > searchLimits.entries) return found;
      const stat = await lstat(path).catch(() => undefined);
      if (stat?.isFile() === true) found.push({ path, name: basename(path), bytes: stat.size });
      if (stat?.isDirectory() === true) {
        const names = await nodeVfs.list(path).catch(() => []);
        next.push(...names.map((name) => join(path, name)));
      }
    }
    level = next;
  }
  return found;
}
