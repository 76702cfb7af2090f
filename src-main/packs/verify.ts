import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { AppError, cancelledError } from '../../src-shared/errors/app-error.ts';
import type { PackManifest } from '../../src-shared/pack/schema.ts';
import { packFile } from './pack-file.ts';
import { readManifest } from './read-manifest.ts';

/** A megabyte at a time: hashing is then bound by the disk and the digest, not by the number of reads. */
const chunkBytes = 1024 * 1024;

async function sha256Of(path: string, { onBytes, signal }: VerifyOptions): Promise<string> {
  const hash = createHash('sha256');
  const stream = createReadStream(path, { highWaterMark: chunkBytes });
  for await (const piece of stream) {
    if (signal?.aborted === true) throw cancelledError();
    if (!(piece instanceof Uint8Array)) continue;
    hash.update(piece);
    onBytes?.(piece.length);
  }
  return hash.digest('hex');
}

export interface VerifyOptions {
  /** So many more bytes were read. */
  readonly onBytes?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

/** The sentence for a file of a pack that is not what its manifest promises. */
export function wrongContent(name: string): AppError {
  return new AppError(
    'pack.hash',
    `The pack's file ${name} is damaged: its content is not what the pack promises.`,
    {
      hint: 'Get the pack again from where it is published.',
    },
  );
}

/**
 * Reads the manifest in `folder` and proves that every file it lists is there, inside the folder, and unchanged.
 *
 * @returns the manifest that was verified.
 * @throws AppError `pack.missing`, `pack.version`, `pack.format` or `pack.hash`.
 */
export async function verifyPack(folder: string, options: VerifyOptions = {}): Promise<PackManifest> {
  const manifest = await readManifest(folder);
  for (const [name, expected] of Object.entries(manifest.files)) {
    const { path, bytes } = await packFile(folder, name);
    if (bytes !== expected.bytes) throw wrongContent(name);
    if ((await sha256Of(path, options)) !== expected.sha256) throw wrongContent(name);
  }
  return manifest;
}

/**
 * The part of `verifyPack` that costs nothing: every file is there, inside the folder, in its size.
 *
 * @throws AppError `pack.missing`, `pack.format` or `pack.hash`.
 */
export async function checkPresence(folder: string, { files }: Pick<PackManifest, 'files'>): Promise<void> {
  for (const [name, expected] of Object.entries(files)) {
    const { bytes } = await packFile(folder, name);
    if (bytes !== expected.bytes) throw wrongContent(name);
  }
}
