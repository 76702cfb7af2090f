import { createHash } from 'node:crypto';
import { systemCodeOf, writeFailure } from '../files/failures.ts';
import type { Vfs, VfsFile } from '../files/vfs.ts';
import { wrongContent } from '../packs/verify.ts';

/** What a manifest promises of one file. */
export interface Promised {
  readonly sha256: string;
  readonly bytes: number;
}

/** A file of a pack that is being brought: its hash is taken from the very bytes that are written. */
export interface StagedFile {
  /** How many bytes stand in it. */
  readonly bytes: number;
  /** @throws AppError `pack.hash` where it becomes longer than promised, `disk.*`, `output.unwritable` */
  write(data: Uint8Array): Promise<void>;
  /** Begins again from nothing. */
  empty(): Promise<void>;
  /**
   * Puts it on the disk and closes it.
   *
   * @throws AppError `pack.hash` where the content is not what was promised, `disk.*`
   */
  finish(): Promise<void>;
  /** Closes it as it is; harmless after `finish`. */
  close(): Promise<void>;
}

const pieceBytes = 1024 * 1024;

async function hashOfStart(file: VfsFile, bytes: number) {
  const hash = createHash('sha256');
  const piece = new Uint8Array(Math.min(pieceBytes, bytes));
  let at = 0;
  while (at < bytes) {
    const count = await file.read(piece.subarray(0, Math.min(piece.length, bytes - at)), at);
    if (count === 0) break;
    hash.update(piece.subarray(0, count));
    at += count;
  }
  return { hash, bytes: at };
}

/**
 * Opens the file `name` of a pack at `path`, going on behind what an earlier attempt left there. What is longer than the
 * promised file can't be its beginning and is dropped.
 *
 * @throws AppError `disk.*`, `output.unwritable`
 */
export async function openStaged(
  vfs: Vfs,
  path: string,
  name: string,
  promised: Promised,
): Promise<StagedFile> {
  const writing = async <Value>(action: () => Promise<Value>): Promise<Value> => {
    try {
      return await action();
    } catch (error) {
      throw writeFailure(error, path);
    }
  };
  const begun = await writing(async () => {
    let left: number;
    try {
      left = (await vfs.stat(path)).bytes;
    } catch (error) {
      if (systemCodeOf(error) !== 'ENOENT') throw error;
      left = 0;
    }
    if (left > promised.bytes) {
      await vfs.remove(path);
      left = 0;
    }
    if (left === 0) return { hash: createHash('sha256'), bytes: 0 };
    const reader = await vfs.open(path, 'read');
    try {
      return await hashOfStart(reader, left);
    } finally {
      await reader.close();
    }
  });
  let { hash, bytes } = begun;
  const file = await writing(() => vfs.open(path, 'append'));
  let isOpen = true;
  async function close(): Promise<void> {
    if (!isOpen) return;
    isOpen = false;
    await file.close();
  }
  return {
    get bytes() {
      return bytes;
    },
    async write(data) {
      if (bytes + data.length > promised.bytes) throw wrongContent(name);
      await writing(() => file.write(data));
      hash.update(data);
      bytes += data.length;
    },
    async empty() {
      await writing(() => file.truncate(0));
      hash = createHash('sha256');
      bytes = 0;
    },
    async finish() {
      if (bytes !== promised.bytes || hash.digest('hex') !== promised.sha256) throw wrongContent(name);
      await writing(() => file.sync());
      await close();
    },
    close,
  };
}
