import {
  link,
  lstat,
  mkdir,
  open,
  readFile,
  readdir,
  realpath,
  rename,
  rm,
  stat,
  unlink,
} from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { dirname } from 'node:path';
import { systemCodeOf } from './failures.ts';
import type { OpenMode, Vfs, VfsFile } from './vfs.ts';

const flags = { read: 'r', create: 'wx', append: 'a', update: 'r+' } as const satisfies Record<
  OpenMode,
  string
>;

/** Errors Windows gives while an antivirus program or an indexer holds the file for a moment. */
const passing = new Set(['EPERM', 'EACCES', 'EBUSY']);

function nodeFile(handle: FileHandle): VfsFile {
  return {
    async write(data) {
      // A short write is no error for the system (a signal, a nearly full disk), so it is continued here.
      let offset = 0;
      while (offset < data.length) {
        const { bytesWritten } = await handle.write(data, offset, data.length - offset);
        offset += bytesWritten;
      }
    },
    async read(target, position) {
      const { bytesRead } = await handle.read(target, 0, target.length, position);
      return bytesRead;
    },
    truncate: (bytes) => handle.truncate(bytes),
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

/**
 * Like `mkdir` with `recursive`, which never returns where the kernel says "no such folder" for a folder that is there
 * (`/proc`, some network file systems).
 */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const code = systemCodeOf(error);
    const above = dirname(folder);
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    if (code !== 'ENOENT' || above === folder) throw error;
    const aboveIsThere = await stat(above).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (aboveIsThere) throw error;
    await makeFolder(above);
    await makeFolder(folder);
  }
}

async function renamePatiently(from: string, to: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const code = systemCodeOf(error);
      if (process.platform !== 'win32' || !passing.has(code) || attempt >= 6) throw error;
      await delay(20 * 2 ** attempt);
    }
  }
}

/** The real file system. */
export const nodeVfs: Vfs = {
  async open(path, mode, permissions) {
    return nodeFile(await open(path, flags[mode], permissions));
  },
  readFile: (path) => readFile(path),
  async stat(path) {
    const found = await stat(path);
    return {
      kind: found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other',
      bytes: found.size,
      modifiedMs: found.mtimeMs,
      mode: found.mode & 0o777,
    };
  },
  realPath: (path) => realpath(path),
  async isLink(path) {
    try {
      return (await lstat(path)).isSymbolicLink();
    } catch (error) {
      const code = systemCodeOf(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') return false;
      throw error;
    }
  },
  async list(folder) {
    return (await readdir(folder)).sort();
  },
  makeFolder,
  rename: renamePatiently,
  link: (from, to) => link(from, to),
  remove: (path) => unlink(path),
  removeTree: (path) => rm(path, { recursive: true, force: true }),
  async syncFolder(folder) {
    // Windows has no handle on a folder that could be flushed; NTFS journals the rename itself.
    if (process.platform === 'win32') return;
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } catch (error) {
      // Some network file systems refuse to flush a folder; the rename itself has happened.
      const code = systemCodeOf(error);
      if (code !== 'EINVAL' && code !== 'ENOTSUP') throw error;
    } finally {
      await handle.close();
    }
  },
};
