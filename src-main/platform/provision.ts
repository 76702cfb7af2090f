import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What the set-up of a checkout chose; written by `scripts/setup.mjs`. */
const provisionSchema = z.object({
  node: z.object({ path: z.string(), version: z.string() }),
  electron: z.object({ path: z.string(), version: z.string(), kind: z.string() }).optional(),
  ffmpeg: z.object({ path: z.string(), version: z.string(), kind: z.string() }).optional(),
});
export type Provision = z.infer<typeof provisionSchema>;

/** Undefined in a package and where nothing was set up yet. */
export async function readProvision(root: string): Promise<Provision | undefined> {
  try {
    const text = await readFile(join(root, '.cache', 'provision.json'), 'utf8');
    const parsed = provisionSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
