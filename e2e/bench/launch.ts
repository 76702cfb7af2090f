import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { _electron } from 'playwright-core';

export interface LaunchOptions {
  readonly electron: string;
  readonly switches: readonly string[];
  /** Folder of the application. */
  readonly folder: string;
  /** What is there when a person can begin, as a selector. */
  readonly interactive: string;
  /** What is there when all of the window is; absent: the same. */
  readonly whole?: string;
}

export interface LaunchSeconds {
  readonly interactive: number;
  readonly whole: number;
}

/**
 * Seconds from starting the program to a window that has been drawn with what a person needs to begin, and with all. Every
 * program is waited for in the same way, by the page itself, so that what the driver costs falls on all alike.
 */
export async function measureLaunch({
  electron,
  switches,
  folder,
  interactive,
  whole = interactive,
}: LaunchOptions): Promise<LaunchSeconds> {
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
    const isOnScreen = () =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible()));
    const secondsTo = async (selector: string): Promise<number> => {
      await page.evaluate(untilDrawn, selector);
      // A page draws before its window is shown, too.
      while (!(await isOnScreen())) await setTimeout(5);
      return (performance.now() - start) / 1000;
    };
    return { interactive: await secondsTo(interactive), whole: await secondsTo(whole) };
  } finally {
    await app.close();
    await rm(userData, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Runs in the page: fulfilled when `selector` is there, and two frames later, when what was there has been drawn. */
function untilDrawn(selector: string): Promise<void> {
  return new Promise((resolve) => {
    const drawn = (): void => {
      requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
    };
    if (document.querySelector(selector) !== null) {
      drawn();
      return;
    }
    const observer = new MutationObserver(() => {
      if (document.querySelector(selector) === null) return;
      observer.disconnect();
      drawn();
    });
    observer.observe(document, { childList: true, subtree: true });
  });
}

function environment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(NODE_|ELECTRON_|npm_)/.test(entry[0]),
  );
  return Object.fromEntries(entries);
}
