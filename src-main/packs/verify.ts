import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { PackManifest } from '../../src-shared/pack/schema.ts';
import { packFile } from './pack-file.ts';
import { readManifest } from './read-manifest.ts';

/** A megabyte at a time: hashing is then bound by the disk and the digest, not by the number of reads. */
const chunkBytes = 1024 * 1024;

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256').setEncoding('hex');
  await pipeline(createReadStream(path, { highWaterMark: chunkBytes }), hash);
  return String(hash.read());
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
export async function verifyPack(folder: string): Promise<PackManifest> {
  const manifest = await readManifest(folder);
  for (const [name, expected] of Object.entries(manifest.files)) {
    const { path, bytes } = await packFile(folder, name);
    if (bytes !== expected.bytes) throw wrongContent(name);
    if ((await sha256Of(path)) !== expected.sha256) throw wrongContent(name);
  }
  return manifest;
}
