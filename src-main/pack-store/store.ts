import { createHash } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { PackManifest } from '../../src-shared/pack/schema.ts';
import { writeFailure } from '../files/failures.ts';
import { sweepParts } from '../files/part-files.ts';
import type { Vfs } from '../files/vfs.ts';
import { takeLock } from '../projects/lock.ts';

/** What installing and removing need of the world. */
export interface StoreDeps {
  readonly vfs: Vfs;
  /** The person's own packs. Made when the first is installed. */
  readonly folder: string;
  /** Other folders this person keeps packs in. */
  readonly elsewhere: readonly string[];
  /** Packs that came with the program. */
  readonly embedded: string;
  readonly processStart: (pid: number) => Promise<string | undefined>;
  /** Bytes free on the disk of `folder`; undefined where the system does not tell. */
  readonly freeBytes: (folder: string) => Promise<number | undefined>;
  /** Memory of this machine, in bytes. */
  readonly memoryBytes: number;
  /** Proves an installed pack; `verifyPack`, but for tests whose disk is in memory. */
  readonly verify: (folder: string) => Promise<unknown>;
}

/**
 * Beginnings of names in the folder of packs that are no packs. A copy is worth nothing after an interruption, a download
 * goes on, and what is being removed was renamed first, so that no moment shows half of it.
 */
export const copying = '.copying-';
export const downloading = '.download-';
export const leaving = '.leaving-';

/**
 * The folder a pack lies in says exactly which pack it is: a changed manifest is another folder, so that a newer version is
 * whole before the older one goes.
 */
export function installedName(id: string, manifestText: string): string {
  return `${id}-${createHash('sha256').update(manifestText).digest('hex').slice(0, 12)}`;
}

/** The id in a name that `installedName` gave. */
export function idInName(name: string): string | undefined {
  return /^([a-z0-9][a-z0-9-]{1,63})-[0-9a-f]{12}$/.exec(name)?.[1];
}

/** Names a pack must not use: one is what the manifest itself is called, the other what this program adds. */
export const acceptanceFile = 'accepted-licence.json';
const ownNames: readonly string[] = ['pack.json', acceptanceFile];

/** Where names in one pack would meet each other on some disk: undefined, or the end of a sentence. */
export function nameProblem({ files }: PackManifest): string | undefined {
  const seen = new Set<string>();
  const names = Object.keys(files).map((name) => name.toLowerCase());
  for (const name of names) {
    if (ownNames.includes(name)) return `“${name}” is no name for a file of a pack`;
    // Disks of macOS and Windows take letters of both cases for one.
    if (seen.has(name)) return `two files are called “${name}”`;
    seen.add(name);
  }
  const inside = names.find((name) => seen.has(dirname(name)));
  return inside === undefined ? undefined : `“${dirname(inside)}” is a file and a folder`;
}

/** Bytes a person may still write where `folder` lies or will lie. */
export async function freeBytesAt(folder: string): Promise<number | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    try {
      const { bavail, bsize } = await statfs(at);
      return bavail * bsize;
    } catch {
      if (at === dirname(at)) return undefined;
    }
  }
}

/** Removes a folder of the store so that at no moment a part of it counts as a pack. */
export async function takeAway({ vfs, folder }: StoreDeps, name: string): Promise<void> {
  const aside = name.startsWith('.') ? name : `${leaving}${name}`;
  try {
    if (aside !== name) {
      await vfs.removeTree(join(folder, aside));
      await vfs.rename(join(folder, name), join(folder, aside));
      await vfs.syncFolder(folder);
    }
    await vfs.removeTree(join(folder, aside));
  } catch (error) {
    throw writeFailure(error, join(folder, name));
  }
}

/** What killed programs left. Only under the lock: then nobody is at work on any of it. */
async function sweep({ vfs, folder }: StoreDeps): Promise<void> {
  await sweepParts(vfs, folder, Date.now());
  for (const name of await vfs.list(folder)) {
    if (name.startsWith(copying) || name.startsWith(leaving)) await vfs.removeTree(join(folder, name));
  }
}

/**
 * Does `work` while no other program changes the packs of this person.
 *
 * @throws AppError `pack.busy`, `disk.*`, `output.unwritable`, and what `work` throws
 */
export async function withStore<Value>(deps: StoreDeps, work: () => Promise<Value>): Promise<Value> {
  const { vfs, folder, processStart } = deps;
  let outcome;
  try {
    await vfs.makeFolder(folder);
    outcome = await takeLock(folder, { vfs, processStart, program: 'command line' });
  } catch (error) {
    throw writeFailure(error, folder);
  }
  if (outcome.kind === 'held') {
    throw new AppError('pack.busy', 'Another Kinoloom is installing or removing a pack right now.', {
      hint: 'Wait until it is done, then try again.',
      retryable: true,
    });
  }
  try {
    try {
      await sweep(deps);
    } catch (error) {
      throw writeFailure(error, folder);
    }
    return await work();
  } finally {
    // A lock that stays behind is taken over at the next start: its process is gone then.
    await outcome.lock.release().catch(() => undefined);
  }
}
