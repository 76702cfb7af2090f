import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { systemCodeOf } from '../files/failures.ts';
import type { Vfs } from '../files/vfs.ts';

const lockSchema = z.object({
  pid: z.number().int(),
  start: z.string(),
  host: z.string(),
  token: z.string(),
});
type LockData = z.infer<typeof lockSchema>;

export interface FolderLock {
  release(): Promise<void>;
}

export interface LockDeps {
  readonly vfs: Vfs;
  /** See `processStart`; a parameter so that tests can let a holder die. */
  readonly processStart: (pid: number) => Promise<string | undefined>;
}

async function readLock(vfs: Vfs, path: string): Promise<LockData | undefined> {
  try {
    const parsed = lockSchema.safeParse(JSON.parse(new TextDecoder().decode(await vfs.readFile(path))));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** A lock on another machine can't be looked into, so it counts as held. */
async function isHeld(data: LockData, deps: LockDeps): Promise<boolean> {
  if (data.host !== hostname()) return true;
  return (await deps.processStart(data.pid)) === data.start;
}

async function create(vfs: Vfs, path: string, data: LockData): Promise<boolean> {
  try {
    const file = await vfs.open(path, 'create');
    try {
      await file.write(new TextEncoder().encode(JSON.stringify(data)));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Takes the writing right over a folder, or answers undefined when a living program has it. A lock whose process is gone
 * is taken over: it is moved aside first and looked at again, so that of two programs doing this at once only one wins.
 */
export async function takeLock(folder: string, deps: LockDeps): Promise<FolderLock | undefined> {
  const { vfs } = deps;
  const path = join(folder, 'lock');
  const token = randomBytes(8).toString('hex');
  const mine: LockData = {
    pid: process.pid,
    start: (await deps.processStart(process.pid)) ?? 'unknown',
    host: hostname(),
    token,
  };
  if (!(await create(vfs, path, mine))) {
    const holder = await readLock(vfs, path);
    if (holder !== undefined && (await isHeld(holder, deps))) return undefined;
    const aside = `${path}.${token}`;
    try {
      await vfs.rename(path, aside);
      const moved = await readLock(vfs, aside);
      if (moved?.token !== holder?.token) {
        // Someone took it over between the look and the move: give it back.
        await vfs.rename(aside, path);
        return undefined;
      }
      await vfs.remove(aside);
    } catch (error) {
      if (systemCodeOf(error) !== 'ENOENT') throw error;
    }
    if (!(await create(vfs, path, mine))) return undefined;
  }
  return {
    async release() {
      const current = await readLock(vfs, path);
      if (current?.token === token) await vfs.remove(path);
    },
  };
}
