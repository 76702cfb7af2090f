import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { LockHolder } from '../../src-shared/ipc/contract.ts';
import { systemCodeOf } from '../files/failures.ts';
import { partPathFor } from '../files/part-files.ts';
import type { Vfs } from '../files/vfs.ts';

const lockSchema = z.object({
  pid: z.number().int(),
  start: z.string().max(200),
  host: z.string().max(300),
  token: z.string().max(100),
  program: z.string().max(60).default('window'),
  since: z.string().max(40).default(''),
});
type LockData = z.infer<typeof lockSchema>;

/** A lock that can't be read is being written, or a power cut emptied it: after this long it is the latter. */
const unreadableForMs = 10_000;

export interface FolderLock {
  /** False once somebody took the folder over: then nothing may be written any more. */
  isMine(): Promise<boolean>;
  release(): Promise<void>;
}

export type LockOutcome =
  | { readonly kind: 'taken'; readonly lock: FolderLock }
  | { readonly kind: 'held'; readonly holder: LockHolder | undefined };

export interface LockDeps {
  readonly vfs: Vfs;
  /** See `processStart`; a parameter so that tests can let a holder die. */
  readonly processStart: (pid: number) => Promise<string | undefined>;
  /** What others read of us; `window` where absent. */
  readonly program?: 'window' | 'command line';
  /** The clock on the wall, milliseconds since 1970; `Date.now` where absent. */
  readonly wallMs?: () => number;
}

async function readLock(vfs: Vfs, path: string): Promise<LockData | undefined> {
  try {
    const parsed = lockSchema.safeParse(JSON.parse(new TextDecoder().decode(await vfs.readFile(path))));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function holderOf(data: LockData | undefined): LockHolder | undefined {
  if (data === undefined) return undefined;
  const { program, host, pid, since } = data;
  return { program, host, pid, since, here: host === hostname() };
}

/** A lock on another machine can't be looked into, so it counts as held. */
async function isHeld(
  path: string,
  data: LockData | undefined,
  { vfs, processStart, wallMs = Date.now }: LockDeps,
): Promise<boolean> {
  if (data === undefined) {
    const age = await vfs.stat(path).then(
      ({ modifiedMs }) => wallMs() - modifiedMs,
      () => unreadableForMs,
    );
    return age >= 0 && age < unreadableForMs;
  }
  if (data.host !== hostname()) return true;
  return (await processStart(data.pid)) === data.start;
}

async function writeNew(vfs: Vfs, path: string, data: LockData): Promise<void> {
  const file = await vfs.open(path, 'create');
  try {
    await file.write(new TextEncoder().encode(JSON.stringify(data)));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Disks without hard links: FAT, some network shares. */
const withoutLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL']);

/**
 * Makes the lock, whole at once: written under another name and linked, so that nobody ever reads half of it. False where
 * there is one already.
 */
async function create(vfs: Vfs, path: string, data: LockData): Promise<boolean> {
  const part = partPathFor(path);
  try {
    await writeNew(vfs, part, data);
    try {
      await vfs.link(part, path);
      return true;
    } finally {
      await vfs.remove(part);
    }
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false;
    if (!withoutLinks.has(systemCodeOf(error))) throw error;
  }
  try {
    await writeNew(vfs, path, data);
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false;
    throw error;
  }
  return (await readLock(vfs, path))?.token === data.token;
}

/**
 * Moves a lock nobody holds any more out of the way: it is moved aside first and looked at again, so that of two programs
 * doing this at once only one wins. False where somebody else was quicker.
 */
async function clearAway(
  vfs: Vfs,
  path: string,
  seen: LockData | undefined,
  token: string,
): Promise<boolean> {
  const aside = `${path}.${token}`;
  try {
    await vfs.rename(path, aside);
    const moved = await readLock(vfs, aside);
    if (moved?.token !== seen?.token) {
      // Someone took it over between the look and the move: give it back.
      await vfs.rename(aside, path);
      return false;
    }
    await vfs.remove(aside);
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error;
  }
  return true;
}

/**
 * Takes the writing right over a folder, or says who has it. A lock whose process is gone (by its id and the time it
 * began) is taken over.
 *
 * @param force also takes over a lock of another machine, where a person says that nobody works there any more; one of a
 * living process on this machine is never taken.
 */
export async function takeLock(folder: string, deps: LockDeps, force = false): Promise<LockOutcome> {
  const { vfs, program = 'window', wallMs = Date.now } = deps;
  const path = join(folder, 'lock');
  const token = randomBytes(8).toString('hex');
  const mine: LockData = {
    pid: process.pid,
    start: (await deps.processStart(process.pid)) ?? 'unknown',
    host: hostname(),
    token,
    program,
    since: new Date(wallMs()).toISOString(),
  };
  if (!(await create(vfs, path, mine))) {
    const seen = await readLock(vfs, path);
    const isForced = force && seen !== undefined && seen.host !== hostname();
    if (!isForced && (await isHeld(path, seen, deps))) return { kind: 'held', holder: holderOf(seen) };
    if (!(await clearAway(vfs, path, seen, token)) || !(await create(vfs, path, mine)))
      return { kind: 'held', holder: holderOf(await readLock(vfs, path)) };
  }
  async function isMine(): Promise<boolean> {
    try {
      const parsed = lockSchema.safeParse(JSON.parse(new TextDecoder().decode(await vfs.readFile(path))));
      return parsed.data?.token === token;
    } catch (error) {
      // Somebody tidied it away: it is made again. What can't be read just now is no sign that it was taken over.
      return systemCodeOf(error) !== 'ENOENT' || create(vfs, path, mine);
    }
  }
  return {
    kind: 'taken',
    lock: {
      isMine,
      async release() {
        if ((await readLock(vfs, path))?.token === token) await vfs.remove(path);
      },
    },
  };
}
