import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isFile } from '../run/files.mjs';

/**
 * @typedef {object} Vulkan
 * @property {string} icd        value for VK_ICD_FILENAMES
 * @property {string} libraries  folder for LD_LIBRARY_PATH: holds the loader, libvulkan.so.1
 */

/**
 * Every Linux Electron carries a Vulkan driver in software (SwiftShader) and a Vulkan loader. Set out in a folder of
 * their own they let the WebGPU provider run on a machine without a graphics card, with nothing installed.
 *
 * @param {string} electronFolder
 * @param {string} cache
 * @returns {Promise<Vulkan | undefined>}
 */
export async function provideVulkan(electronFolder, cache) {
  if (process.platform !== 'linux') return undefined;
  const driver = 'libvk_swiftshader.so';
  const loader = 'libvulkan.so.1';
  const manifest = 'vk_swiftshader_icd.json';
  for (const name of [driver, loader, manifest]) {
    if (!(await isFile(join(electronFolder, name)))) return undefined;
  }
  const folder = join(cache, 'vulkan-software');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const name of [driver, loader]) await symlink(join(electronFolder, name), join(folder, name));
  const described = JSON.parse(await readFile(join(electronFolder, manifest), 'utf8'));
  described.ICD.library_path = join(folder, driver);
  await writeFile(join(folder, manifest), JSON.stringify(described, null, 2));
  return { icd: join(folder, manifest), libraries: folder };
}
