import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * What `scripts/setup.mjs` chose for a checkout (`.cache/provision.json`). Only development reads it: a packaged app
 * carries its programs in its own resources and must not be steered by a file lying about.
 */
export const provisionSchema = z.object({
  formatVersion: z.literal(1),
  node: z.object({ path: z.string(), version: z.string() }),
  ffmpeg: z
    .object({
      path: z.string(),
      version: z.string(),
      kind: z.enum(['environment', 'ffmpeg-static', 'system']),
    })
    .optional(),
  electron: z
    .object({
      path: z.string(),
      folder: z.string(),
      version: z.string(),
      kind: z.enum(['environment', 'official', 'test-runtime']),
    })
    .optional(),
  /** A Vulkan driver in software: `icd` for VK_ICD_FILENAMES, `libraries` for LD_LIBRARY_PATH. Linux only. */
  vulkan: z.object({ icd: z.string(), libraries: z.string() }).optional(),
});
export type Provision = z.infer<typeof provisionSchema>;

/** The record of the checkout at `root`; undefined when there is none or it is not one of ours. */
export async function readProvision(root: string): Promise<Provision | undefined> {
  try {
    const text = await readFile(join(root, '.cache', 'provision.json'), 'utf8');
    return provisionSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
