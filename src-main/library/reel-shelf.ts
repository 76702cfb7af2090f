import { lstat, readdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Media } from '../../src-shared/project/schema.ts';
import { systemCodeOf } from '../files/failures.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { sweepParts } from '../files/part-files.ts';
import { pathInProject } from '../projects/path-in-project.ts';
import { isReelName, reelFile, reelFolder } from './reel-file.ts';

/** What a project's reels may take on the disk: half an hour of film or so. */
const roomBytes = 2 * 1024 ** 3;
/** Used so shortly ago, a reel stays whatever it takes: somebody may be reading it. */
const recentMs = 120_000;
/** How exactly the file says when it was used last; well below `recentMs`, so that other programs spare it too. */
const toldMs = 30_000;

/** The reels of a project on the disk, which are made whenever they are wanted and take no more room than they may. */
export interface ReelShelf {
  /** Where the reel with a frame lies, for somebody who is about to read it; undefined where there is none. */
  find(projectFolder: string, media: Pick<Media, 'sha256'>, frame: number): Promise<string | undefined>;
  /**
   * Takes away the reels that were used least recently until the others have room, and what killed programs left. What was
   * found or made within the last two minutes stays.
   *
   * @throws where the folder can't be read
   */
  tidy(projectFolder: string): Promise<void>;
}

export interface ReelShelfOptions {
  readonly room?: number;
  readonly now?: () => number;
}

export function createReelShelf({ room = roomBytes, now = Date.now }: ReelShelfOptions = {}): ReelShelf {
  /** When the file was told last that it is used. */
  const told = new Map<string, number>();
  /** Between the decision and the removal nobody is led to them. */
  const leaving = new Set<string>();

  /** Answers whether it is there. */
  async function use(path: string): Promise<boolean> {
    if (leaving.has(path)) return false;
    const at = now();
    const before = told.get(path);
    if (before !== undefined && at - before < toldMs) return true;
    // Before anything is waited for: from here on `tidy` spares it.
    told.set(path, at);
    try {
      await utimes(path, at / 1000, at / 1000);
    } catch (error) {
      // On a disk that can only be read it is still there.
      if (systemCodeOf(error) !== 'ENOENT') return true;
      told.delete(path);
      return false;
    }
    return true;
  }

  async function remove(path: string): Promise<boolean> {
    leaving.add(path);
    try {
      await rm(path);
      return true;
    } catch (error) {
      // Another program reads it (Windows keeps it then), or took it away itself.
      return systemCodeOf(error) === 'ENOENT';
    } finally {
      leaving.delete(path);
      told.delete(path);
    }
  }

  return {
    async find(projectFolder, media, frame) {
      const file = reelFile(media, frame);
      const path = await pathInProject(projectFolder, file);
      // A link to another file of the project is no reel, and its target is not touched.
      if (path === undefined || !path.endsWith(join('/', ...file.split('/')))) return undefined;
      return (await use(path)) ? path : undefined;
    },
    async tidy(projectFolder) {
      const folder = await pathInProject(projectFolder, reelFolder);
      if (folder === undefined) return;
      await sweepParts(nodeVfs, folder, now());
      const reels: { readonly path: string; readonly bytes: number; readonly changed: number }[] = [];
      for (const name of await readdir(folder)) {
        if (!isReelName(name)) continue;
        const path = join(folder, name);
        const stat = await lstat(path).catch(() => undefined);
        if (stat?.isFile() === true) reels.push({ path, bytes: stat.size, changed: stat.mtimeMs });
      }
      let taken = reels.reduce((sum, { bytes }) => sum + bytes, 0);
      const usedAt = ({ path, changed }: (typeof reels)[number]) => Math.max(changed, told.get(path) ?? 0);
      for (const reel of reels.sort((a, b) => usedAt(a) - usedAt(b))) {
        if (taken <= room) return;
        // Asked anew for each: it may have been found while others were removed. A clock that was put back spares nothing.
        if (Math.abs(now() - usedAt(reel)) < recentMs) continue;
        if (await remove(reel.path)) taken -= reel.bytes;
      }
    },
  };
}
