import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';

export interface LaunchOptions {
  readonly electron: string;
  readonly switches: readonly string[];
  /** Folder of the application. */
  readonly folder: string;
  /** What is there when a person can begin; absent: the page alone. */
  readonly interactive?: string;
  readonly rounds: number;
}

/** Seconds from starting the program to a window that has been drawn with what a person needs in it; the median. */
export async function measureLaunch({
  electron,
  switches,
  folder,
  interactive,
  rounds,
}: LaunchOptions): Promise<number> {
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const userData = await mkdtemp(join(tmpdir(), 'kinoloom-bench-profile-'));
    const start = performance.now();
    const app = await _electron.launch({
      executablePath: electron,
      args: [...switches, folder],
      env: { ...environment(), KINOLOOM_USER_DATA: userData },
      timeout: 120_000,
    });
    try {
      const page = await app.firstWindow({ timeout: 120_000 });
      await page.waitForLoadState('load');
      if (interactive !== undefined) await page.waitForSelector(interactive, { timeout: 120_000 });
      // Two frames later what was there has been drawn.
      await page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
      );
      seconds.push((performance.now() - start) / 1000);
    } finally {
      await app.close();
      await rm(userData, { recursive: true, force: true, maxRetries: 5 });
    }
  }
  seconds.sort((a, b) => a - b);
  return seconds[Math.floor(seconds.length / 2)] ?? Number.NaN;
}

function environment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(NODE_|ELECTRON_|npm_)/.test(entry[0]),
  );
  return Object.fromEntries(entries);
}
