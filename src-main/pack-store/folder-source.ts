import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, cancelledError } from '../../src-shared/errors/app-error.ts';
import { readFailure } from '../files/failures.ts';
import { packFile } from '../packs/pack-file.ts';
import { readManifestText } from '../packs/read-manifest.ts';
import type { PackSource } from './pack-source.ts';

const pieceBytes = 1024 * 1024;

/** Never through a link: it could have come after the look at the name. Windows has no such flag. */
const readOnly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

/** What open-weight models are published as, with weights or without: it has to be exported first. */
function isPipeline(folder: string): Promise<boolean> {
  return stat(join(folder, 'model_index.json')).then(
    () => true,
    () => false,
  );
}

/** A pack in a folder of this machine: its files are copied, never linked, because a person may change theirs. */
export function folderSource(folder: string): PackSource {
  async function withFile<Value>(name: string, work: (file: FileHandle) => Promise<Value>): Promise<Value> {
    const { path } = await packFile(folder, name);
    const file = await open(path, readOnly).catch((error: unknown) => {
      throw readFailure(error, path);
    });
    try {
      return await work(file);
    } finally {
      await file.close();
    }
  }
  async function piece(file: FileHandle, name: string, target: Uint8Array, at: number): Promise<Uint8Array> {
    try {
      const { bytesRead } = await file.read(target, 0, target.length, at);
      return target.subarray(0, bytesRead);
    } catch (error) {
      throw readFailure(error, name);
    }
  }
  return {
    resumes: false,
    async manifestText() {
      try {
        return await readManifestText(folder);
      } catch (error) {
        if (!(await isPipeline(folder))) throw error;
        throw new AppError('pack.missing', 'This folder is a pipeline of diffusers, not a pack yet.', {
          hint: 'Make a pack of it first: kinoloom packs export-help says how.',
          cause: error,
        });
      }
    },
    bring: (name, _promised, staged, onBytes, signal) =>
      withFile(name, async (file) => {
        const target = new Uint8Array(pieceBytes);
        for (;;) {
          if (signal.aborted) throw cancelledError();
          const data = await piece(file, name, target, staged.bytes);
          if (data.length === 0) return;
          await staged.write(data);
          onBytes();
        }
      }),
    readShort: (name, limit) =>
      withFile(name, async (file) => piece(file, name, new Uint8Array(limit + 1), 0)),
  };
}
