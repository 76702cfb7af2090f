import { dirname } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { systemCodeOf, writeFailure } from '../files/failures.ts';
import type { Vfs, VfsFile } from '../files/vfs.ts';
import { decodeRecords, encodeRecord, journalLimits } from './journal-format.ts';

/** Keeps what was said until it is on the disk. One writer per file; see `lock.ts`. */
export interface Journal {
  /** Resolves when the record is on the disk; rejects with an AppError `disk.*` and then the record is not in the file. */
  append(record: unknown): Promise<void>;
  readonly bytes: number;
  /** Records appended since it was opened. */
  readonly records: number;
  close(): Promise<void>;
}

interface Waiting {
  readonly framed: Uint8Array;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** The records of a journal file, damage at its end left out; none where there is no file. */
export async function readJournal(
  vfs: Vfs,
  path: string,
): Promise<{ readonly records: readonly unknown[]; readonly validBytes: number; readonly cutBytes: number }> {
  let bytes: Uint8Array;
  try {
    if ((await vfs.stat(path)).bytes > journalLimits.bytes) {
      throw new AppError('project.invalid', 'The project’s journal is too large to be one.', {
        hint: 'Move journal.log out of the project to open it as it was last saved.',
      });
    }
    bytes = await vfs.readFile(path);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return { records: [], validBytes: 0, cutBytes: 0 };
    throw error;
  }
  const decoded = decodeRecords(bytes);
  return { ...decoded, cutBytes: bytes.length - decoded.validBytes };
}

/**
 * Opens a journal for appending after its `validBytes`. Records that arrive while the disk is busy go out together with
 * one flush, so that a burst of edits costs two flushes and not one each.
 */
export async function openJournal(vfs: Vfs, path: string, validBytes: number): Promise<Journal> {
  let file: VfsFile | undefined;
  try {
    file = await vfs.open(path, 'append');
    // A torn record left by a crash must not stand before what is appended now.
    await file.truncate(validBytes);
    // A new file's name must outlive a power cut before the first record in it is acknowledged.
    if (validBytes === 0) await vfs.syncFolder(dirname(path));
  } catch (error) {
    await file?.close().catch(() => undefined);
    throw writeFailure(error, path);
  }
  return journalOver(file, path, validBytes);
}

function journalOver(file: VfsFile, path: string, validBytes: number): Journal {
  let bytes = validBytes;
  let records = 0;
  let torn = false;
  let waiting: Waiting[] = [];
  let pump: Promise<void> | undefined;

  async function writeBatch(batch: readonly Waiting[]): Promise<void> {
    const total = batch.reduce((sum, { framed }) => sum + framed.length, 0);
    const joined = new Uint8Array(total);
    let offset = 0;
    for (const { framed } of batch) {
      joined.set(framed, offset);
      offset += framed.length;
    }
    try {
      if (torn) await file.truncate(bytes);
      torn = true;
      await file.write(joined);
      await file.sync();
      torn = false;
    } catch (error) {
      // Whatever part of the batch reached the file is not acknowledged and must not be replayed, nor stand before the
      // next record; where cutting fails now, it is tried again before the next write.
      await file.truncate(bytes).then(
        () => void (torn = false),
        () => undefined,
      );
      throw writeFailure(error, path);
    }
    bytes += total;
    records += batch.length;
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await writeBatch(batch);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    pump = undefined;
  }

  return {
    append(record) {
      const framed = encodeRecord(record);
      return new Promise((resolve, reject) => {
        waiting.push({ framed, resolve, reject });
        pump ??= drain();
      });
    },
    get bytes() {
      return bytes;
    },
    get records() {
      return records;
    },
    async close() {
      await pump;
      await file.close();
    },
  };
}
