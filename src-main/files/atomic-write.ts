import { dirname } from 'node:path';
import { systemCodeOf, writeFailure } from './failures.ts';
import { partPathFor } from './part-files.ts';
import type { Vfs } from './vfs.ts';

/** The file a name stands for: a symbolic link is written through, so the link itself survives. */
async function targetOf(vfs: Vfs, path: string): Promise<string> {
  try {
    return await vfs.realPath(path);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return path;
    throw error;
  }
}

async function permissionsOf(vfs: Vfs, path: string): Promise<number | undefined> {
  try {
    return (await vfs.stat(path)).mode;
  } catch {
    return undefined;
  }
}

/**
 * Replaces `path` by `data` so that at every instant, power cuts included, the name stands for either the whole old or the
 * whole new file: part file in the same folder, flush, rename, flush the folder.
 *
 * @throws AppError `disk.full`, `output.unwritable` or `disk.failed`; the old file is then intact and no part is left.
 */
export async function writeFileAtomically(vfs: Vfs, path: string, data: Uint8Array | string): Promise<void> {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  try {
    const target = await targetOf(vfs, path);
    const part = partPathFor(target);
    const file = await vfs.open(part, 'create', await permissionsOf(vfs, target));
    try {
      try {
        await file.write(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await vfs.rename(part, target);
    } catch (error) {
      await discardPart(vfs, part);
      throw error;
    }
    await vfs.syncFolder(dirname(target));
  } catch (error) {
    throw writeFailure(error, path);
  }
}

/**
 * Gives a part file its final name, replacing what stood there: flush, rename, flush the folder. For files that another
 * program (ffmpeg) wrote; the part must lie in the folder of `path`.
 *
 * @throws AppError `disk.full`, `output.unwritable` or `disk.failed`; the part is then removed.
 */
export async function commitPart(vfs: Vfs, part: string, path: string): Promise<void> {
  try {
    const file = await vfs.open(part, 'update');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await vfs.rename(part, path);
    await vfs.syncFolder(dirname(path));
  } catch (error) {
    await discardPart(vfs, part);
    throw writeFailure(error, path);
  }
}

/** Removes a part file if it is there. Never throws: it runs where an error is already on its way. */
export async function discardPart(vfs: Vfs, part: string): Promise<void> {
  try {
    await vfs.remove(part);
  } catch {
    // Not there, or not removable: the sweep at the next start takes it.
  }
}
