import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { systemCodeOf } from './failures.ts';
import type { Vfs } from './vfs.ts';

/**
 * Files (and folders) that are being written have a hidden name in the folder of the finished one: the rename at the end must not cross
 * a disk. The name says which process on which machine writes it, so that a sweep takes only what nobody will finish.
 */
const pattern = /^\.kinoloom-([0-9a-f]{6})-(\d{1,10})-[0-9a-f]{12}\.part(\.[A-Za-z0-9]{1,8})?$/;
const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 6);
/** A part of another machine (a shared folder) is left alone for this long. */
const strangerMs = 24 * 60 * 60 * 1000;

/** A new hidden name beside `path`; the ending is kept because ffmpeg picks the container by it. */
export function partPathFor(path: string): string {
  const ending = /^\.[A-Za-z0-9]{1,8}$/.test(extname(path)) ? extname(path) : '';
  const name = `.kinoloom-${host}-${process.pid}-${randomBytes(6).toString('hex')}.part${ending}`;
  return join(dirname(path), name);
}

export function isPartName(name: string): boolean {
  return pattern.test(name);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, under another user.
    return systemCodeOf(error) !== 'ESRCH';
  }
}

/**
 * Removes what killed programs left in `folder`: parts whose process is gone, and another machine's parts after a day.
 * Answers the names removed. A folder that can't be read has nothing to sweep.
 */
export async function sweepParts(vfs: Vfs, folder: string, nowMs: number): Promise<readonly string[]> {
  let names: readonly string[];
  try {
    names = await vfs.list(folder);
  } catch {
    return [];
  }
  const removed: string[] = [];
  for (const name of names) {
    const match = pattern.exec(name);
    if (match === null) continue;
    const path = join(folder, name);
    try {
      const ours = match[1] === host;
      const abandoned = ours
        ? !isRunning(Number(match[2]))
        : nowMs - (await vfs.stat(path)).modifiedMs > strangerMs;
      if (!abandoned) continue;
      await vfs.removeTree(path);
      removed.push(name);
    } catch {
      // Someone else removed it first, or it may not be removed: a leftover harms nobody.
      continue;
    }
  }
  return removed;
}
