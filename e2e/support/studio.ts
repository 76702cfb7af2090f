import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import type { ElectronApplication, Page } from 'playwright-core';
import { vi } from 'vitest';
import type { TestContext } from 'vitest';
import { providePackage } from '../../scripts/package/packing.mjs';
import { root } from '../../scripts/run/paths.mjs';
import { electronSwitches } from '../../scripts/run/switches.mjs';
import { provide } from '../../scripts/setup/provide.mjs';
import { killAll, processTree, stillRunning } from './processes.ts';
import type { RunningProcess } from './processes.ts';

/** The app as a person has it before them. */
export interface Studio {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Profile folder: settings, the working project, the queue. */
  readonly userData: string;
  /** What the window complained about so far: console errors, broken promises, refused content. */
  readonly complaints: readonly string[];
  /** Keeps a picture of the window in e2e/pictures and answers its path. */
  picture(name: string): Promise<string>;
  /** Ends the app as a person does. Throws when something it started outlives it, or the window had complained. */
  close(): Promise<void>;
  /** Ends the main process alone, as a crash does; answers what it had started. */
  crash(): Promise<readonly RunningProcess[]>;
}

export interface StudioOptions {
  /** The packaged app (test variant) instead of the checkout's build. */
  readonly packaged?: boolean;
  /** An existing profile; absent: a new one, deleted afterwards. */
  readonly userData?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** More arguments, such as a project to open. */
  readonly args?: readonly string[];
  /** Another application than ours, by its folder: for proving the support itself. */
  readonly folder?: string;
  /** With it the app is closed when the test ends, and its picture kept if it failed. */
  readonly test?: TestContext;
}

const silent = (): void => undefined;

interface Program {
  readonly path: string;
  readonly args: readonly string[];
}

async function programOf(options: StudioOptions): Promise<Program> {
  const { electron } = await provide({ window: true, tests: true }, silent);
  if (electron === undefined) throw new Error('No Electron was provisioned.');
  const switches = electronSwitches(electron);
  if (options.packaged !== true) {
    return { path: electron.path, args: [...switches, options.folder ?? root] };
  }
  return { path: (await providePackage({ variant: 'test' }, silent)).executable, args: switches };
}

/** Variables of the test runner that would change what the app does. */
function cleanEnvironment(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value === undefined || /^(NODE_|VITEST|VITE_|ELECTRON_|npm_)/.test(name) || name === 'DEV') continue;
    env[name] = value;
  }
  return env;
}

function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 80);
}

/** The window shows itself when its page has drawn; before that it has no size and no picture. */
async function untilShown(page: Page): Promise<void> {
  await vi.waitFor(
    async () => {
      const shown = await page.evaluate(
        () => document.visibilityState === 'visible' && window.innerWidth > 0,
      );
      if (!shown) throw new Error('The window has not shown itself.');
    },
    { timeout: 30_000, interval: 50 },
  );
}

/** Starts the app and waits for its window. */
export async function launchStudio(options: StudioOptions = {}): Promise<Studio> {
  const program = await programOf(options);
  const ownProfile = options.userData === undefined;
  const userData = options.userData ?? (await mkdtemp(join(tmpdir(), 'kinoloom-profile-')));
  const app = await _electron.launch({
    executablePath: program.path,
    args: [...program.args, ...(options.args ?? [])],
    cwd: userData,
    env: { ...cleanEnvironment(), KINOLOOM_USER_DATA: userData, ...options.environment },
    timeout: 60_000,
  });
  const complaints: string[] = [];
  app.context().on('console', (message) => {
    const { url } = message.location();
    // A picture that was asked for in the very moment its project was closed, or its cache was cleared, is gone, and nobody
    // misses it.
    if (/404/u.test(message.text()) && /^media:\/\/media\/[^/]+\/(filmstrip|scrub\/\d+)$/u.test(url)) return;
    if (message.type() === 'error') complaints.push(`${message.text()} (${url})`);
  });
  app.context().on('weberror', (error) => complaints.push(error.error().message));
  // What main said last explains a start that failed.
  let said = '';
  const listen = (text: Buffer): void => {
    said = (said + text.toString()).slice(-4000);
  };
  app.process().stdout?.on('data', listen);
  app.process().stderr?.on('data', listen);

  const pid = app.process().pid;
  if (pid === undefined) throw new Error('The app has no process.');
  let over = false;

  const picturesFolder = join(root, 'e2e', 'pictures');
  const clean = async (): Promise<void> => {
    if (ownProfile) await rm(userData, { recursive: true, force: true, maxRetries: 5 });
  };

  let page: Page;
  try {
    page = await app.firstWindow({ timeout: 60_000 });
    await page.waitForLoadState('load');
    await untilShown(page);
  } catch (cause) {
    killAll(await processTree(pid));
    await clean();
    throw new Error(`The app opened no window. ${complaints.join(' ')}\n${said}`, { cause });
  }

  const studio: Studio = {
    app,
    page,
    userData,
    complaints,
    async picture(name) {
      await mkdir(picturesFolder, { recursive: true });
      const path = join(picturesFolder, `${slugOf(name)}.png`);
      await page.screenshot({ path, timeout: 10_000 });
      return path;
    },
    async close() {
      if (over) return;
      over = true;
      const started = await processTree(pid);
      const main = started.filter((one) => one.pid === pid);
      const closing = app.close().catch(silent);
      const closed = (await stillRunning(main, 20_000)).length === 0;
      const left = await stillRunning(started, 5000);
      killAll(left);
      await closing;
      await clean();
      if (!closed) throw new Error('The app did not close within 20 seconds of being asked to.');
      if (left.length > 0) {
        throw new Error(`The app left running: ${left.map(({ command }) => command).join(', ')}`);
      }
      if (complaints.length > 0) throw new Error(`The window complained: ${complaints.join(' | ')}`);
    },
    async crash() {
      over = true;
      const started = await processTree(pid);
      const main = started.filter((one) => one.pid === pid);
      killAll(main);
      await stillRunning(main, 5000);
      return started.filter((one) => one.pid !== pid);
    },
  };

  options.test?.onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail' && !over) {
      // The window may be what failed; its picture is welcome, not needed.
      await studio.picture(task.name).catch(silent);
    }
    await studio.close();
  });
  return studio;
}
