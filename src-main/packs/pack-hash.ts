import { createHash } from 'node:crypto';
import type { PackManifest } from '../../src-shared/pack/schema.ts';

/**
 * Names the exact weights: sha256 over the canonical JSON of the manifest's file table (names sorted by code unit, no
 * spaces). Renaming or describing a pack differently does not change it; changing any file does.
 */
export function packHashOf(manifest: PackManifest): string {
  const table = Object.entries(manifest.files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { sha256, bytes }]) => [name, { bytes, sha256 }]);
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(table)))
    .digest('hex');
}
