import { createHash } from 'node:crypto';
import { cancelledError } from '../../src-shared/errors/app-error.ts';
import { discardPart } from '../files/atomic-write.ts';
import { readFailure, writeFailure } from '../files/failures.ts';
import type { Vfs, VfsFile } from '../files/vfs.ts';

export interface HashedCopy {
  readonly sha256: string;
  readonly bytes: number;
}

const pieceBytes = 1024 * 1024;

async function reading<Value>(path: string, action: () => Promise<Value>): Promise<Value> {
  try {
    return await action();
  } catch (error) {
    throw readFailure(error, path);
  }
}

async function writing<Value>(path: string, action: () => Promise<Value>): Promise<Value> {
  try {
    return await action();
  } catch (error) {
    throw writeFailure(error, path);
  }
}

async function copyPieces(
  source: VfsFile,
  target: VfsFile,
  paths: { readonly from: string; readonly shown: string },
  signal: AbortSignal,
): Promise<HashedCopy> {
  const hash = createHash('sha256');
  const piece = new Uint8Array(pieceBytes);
  let bytes = 0;
  for (;;) {
    if (signal.aborted) throw cancelledError();
    const position = bytes;
    const count = await reading(paths.from, () => source.read(piece, position));
    if (count === 0) return { sha256: hash.digest('hex'), bytes };
    const data = piece.subarray(0, count);
    hash.update(data);
    await writing(paths.shown, () => target.write(data));
    bytes += count;
  }
}

/**
 * Copies a file to a part file and takes its hash on the way, so that what is named by the hash is what was read. Never a
 * link: the person's own file may change under it.
 *
 * @param shown path that messages about writing name.
 * @throws AppError `input.file.*`, `disk.*`, `output.unwritable`, `cancelled`; the part is then removed.
 */
export async function copyHashed(
  vfs: Vfs,
  from: string,
  part: string,
  shown: string,
  signal: AbortSignal,
): Promise<HashedCopy> {
  const source = await reading(from, () => vfs.open(from, 'read'));
  try {
    const target = await writing(shown, () => vfs.open(part, 'create'));
    try {
      return await copyPieces(source, target, { from, shown }, signal);
    } catch (error) {
      await discardPart(vfs, part);
      throw error;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
