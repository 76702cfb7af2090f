import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type Page } from 'playwright-core';
import type { LaunchOptions } from './launch.ts';

/** Opens a window with a profile of its own, lets `act` measure in it, and closes it. */
export async function within<Result>(
  { electron, switches, folder }: Omit<LaunchOptions, 'interactive'>,
  args: readonly string[],
  act: (page: Page) => Promise<Result>,
): Promise<Result> {
  const userData = await mkdtemp(join(tmpdir(), 'kinoloom-bench-profile-'));
  const env = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const app = await _electron.launch({
    executablePath: electron,
    args: [...switches, folder, ...args],
    env: { ...env, KINOLOOM_USER_DATA: userData },
    timeout: 120_000,
  });
  try {
    return await act(await app.firstWindow({ timeout: 120_000 }));
  } finally {
    await app.close();
    await rm(userData, { recursive: true, force: true, maxRetries: 5 });
  }
}
