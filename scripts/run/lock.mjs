import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { cache } from './paths.mjs';

/** The system's name for a failed call (`EEXIST`). */
function codeOf(/** @type {unknown} */ error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function isAlive(/** @type {number} */ pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: alive, but another person's.
    return codeOf(error) === 'EPERM';
  }
}

/** The owner touches its lock this often; a lock untouched for ten times as long has lost its owner. */
const heartbeatMs = 1000;

/** Whether a lock's owner is gone: its process ended, or (its number reused by another program) its heart stopped. */
async function isAbandoned(/** @type {string} */ path) {
  const [text, about] = await Promise.all([
    readFile(path, 'utf8').catch(() => ''),
    stat(path).catch(() => undefined),
  ]);
  const owner = Number(text);
  if (owner > 0 && !isAlive(owner)) return true;
  return about !== undefined && Date.now() - about.mtimeMs > 10 * heartbeatMs;
}

/**
 * Lets one process of this checkout at a time do `work` (two commands started together must not both unpack or build).
 * A lock whose owner is gone is taken over.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(name, work) {
  const path = join(cache, `${name}.lock`);
  await mkdir(cache, { recursive: true });
  for (;;) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(String(process.pid));
      await file.close();
      break;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      if (await isAbandoned(path)) await rm(path, { force: true });
      else await wait(100);
    }
  }
  const heart = setInterval(() => {
    const now = new Date();
    // A cache folder deleted meanwhile takes the lock with it; the work goes on.
    utimes(path, now, now).catch(() => undefined);
  }, heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(heart);
    await rm(path, { force: true });
  }
}
