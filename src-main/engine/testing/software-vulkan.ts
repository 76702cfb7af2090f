import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';

const provisionSchema = z.object({ vulkan: z.object({ icd: z.string(), libraries: z.string() }).optional() });

/**
 * Variables that make the Vulkan driver in software visible which `npm run setup` puts out on Linux; undefined where
 * there is none. With it the WebGPU provider works on a machine without a graphics card.
 */
export async function softwareVulkan(): Promise<Record<string, string> | undefined> {
  const record = resolve(import.meta.dirname, '../../../.cache/provision.json');
  const text = await readFile(record, 'utf8').catch(() => '{}');
  const { vulkan } = provisionSchema.parse(JSON.parse(text));
  return vulkan && { VK_ICD_FILENAMES: vulkan.icd, LD_LIBRARY_PATH: vulkan.libraries };
}
