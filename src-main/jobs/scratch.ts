import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Runs `work` with a folder of its own, which is gone after a success. After a failure it stays, so that the work can go on
 * from it: see `forgetScratch`.
 */
export async function withScratch<Result>(
  root: string,
  name: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = join(root, name);
  await mkdir(folder, { recursive: true });
  const result = await work(folder);
  await forgetScratch(root, name);
  return result;
}

/** Removes the folder of work that will not go on. */
export async function forgetScratch(root: string, name: string): Promise<void> {
  await rm(join(root, name), { recursive: true, force: true });
}

/**
 * Removes what a killed program left, but for work that may go on. Only for a root that belongs to one running program at a
 * time.
 */
export async function sweepScratch(root: string, kept: ReadonlySet<string>): Promise<void> {
  const names = await readdir(root).catch(() => []);
  for (const name of names) if (!kept.has(name)) await forgetScratch(root, name);
}
