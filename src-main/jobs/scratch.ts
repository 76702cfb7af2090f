import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Runs `work` with a folder of its own that is gone afterwards, whatever happened. */
export async function withScratch<Result>(
  root: string,
  name: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = join(root, name);
  await mkdir(folder, { recursive: true });
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes what a killed program left. Only for a root that belongs to one running program at a time. */
export async function sweepScratch(root: string): Promise<void> {
  const names = await readdir(root).catch(() => []);
  for (const name of names) await rm(join(root, name), { recursive: true, force: true });
}
