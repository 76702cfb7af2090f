import { join } from 'node:path';
import { readJson, writeJson } from '../run/files.mjs';
import { cache } from '../run/paths.mjs';

/**
 * What was provisioned, so that the next start asks nobody. `src-main/platform/provision.ts` reads the same file.
 *
 * @typedef {object} Provision
 * @property {1} formatVersion
 * @property {{ path: string, version: string }} node
 * @property {import('./ffmpeg.mjs').Ffmpeg} [ffmpeg]
 * @property {import('./electron.mjs').Electron} [electron]
 * @property {import('./vulkan.mjs').Vulkan | undefined} [vulkan]
 */

const path = join(cache, 'provision.json');

/** @returns {Promise<Provision>} */
export async function readProvision() {
  const recorded = await readJson(path);
  const node = { path: process.execPath, version: process.versions.node };
  return recorded?.formatVersion === 1 ? { ...recorded, node } : { formatVersion: 1, node };
}

/** Written only when it says something new, so that an unchanged start leaves the disk alone. */
export async function writeProvision(/** @type {Provision} */ provision) {
  if (JSON.stringify(await readJson(path)) !== JSON.stringify(provision)) await writeJson(path, provision);
}
