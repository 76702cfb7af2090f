import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { constants as system, setPriority } from 'node:os';

/**
 * Starts a program that does not outlive us, however we end (RELIABILITY 3.5: after `kill -9` of its parent, ffmpeg goes on
 * writing). Three guards, by what the system has:
 * - `setpriv`: Linux sends SIGKILL when the parent thread dies (prctl PR_SET_PDEATHSIG, util-linux setpriv);
 * - `watchdog`: a shell that waits for the end of a pipe only we hold open, then kills the program's process group;
 * - `job`: on Windows libuv puts children into a job object that is closed, and killed, with us.
 */
export type Guard = 'setpriv' | 'watchdog' | 'job';

const setprivPaths = ['/usr/bin/setpriv', '/bin/setpriv'];

async function firstExecutable(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  }
  return undefined;
}

let setpriv: Promise<string | undefined> | undefined;

export interface GuardedProcess {
  readonly child: ChildProcess;
  /** Signals the whole process group; harmless when it is gone. */
  readonly kill: (signal: 'SIGTERM' | 'SIGKILL') => void;
}

/** Nothing of our environment reaches a child: an `FFREPORT` would make ffmpeg write files. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const kept = process.platform === 'win32' ? ['SystemRoot', 'TEMP', 'TMP'] : [];
  const environment: NodeJS.ProcessEnv = { LC_ALL: 'C' };
  for (const name of kept) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

/**
 * @param options.guard forces a guard, for the test that each one works.
 */
export async function spawnGuarded(
  program: string,
  args: readonly string[],
  options: {
    readonly stdio: StdioOptions;
    readonly guard?: Guard;
    readonly cwd?: string;
    readonly isBackground?: boolean;
  },
): Promise<GuardedProcess> {
  setpriv ??= process.platform === 'linux' ? firstExecutable(setprivPaths) : Promise.resolve(undefined);
  const wrapper = await setpriv;
  const guard =
    options.guard ?? (process.platform === 'win32' ? 'job' : wrapper === undefined ? 'watchdog' : 'setpriv');
  const [file, fileArgs] =
    guard === 'setpriv' && wrapper !== undefined
      ? [wrapper, ['--pdeathsig', 'KILL', '--', program, ...args]]
      : [program, [...args]];
  // Its own process group, so that it can be signalled as a whole; on Windows that would take it out of the job.
  const ownGroup = process.platform !== 'win32';
  const child = spawn(file, fileArgs, {
    stdio: options.stdio,
    env: bareEnvironment(),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    detached: ownGroup,
    windowsHide: true,
  });
  const { pid } = child;
  if (options.isBackground === true && pid !== undefined) giveWay(pid);
  if (guard === 'watchdog' && pid !== undefined) watchOver(child, pid);
  return {
    child,
    kill(signal) {
      if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      try {
        if (ownGroup) process.kill(-pid, signal);
        else child.kill(signal);
      } catch {
        // Gone between the check and the signal.
      }
    },
  };
}

/** Before the program has threads: each inherits it from the one that starts it. */
function giveWay(pid: number): void {
  try {
    setPriority(pid, system.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or this system has no priorities for others: it then runs as everything does.
  }
}

/** The text of the shell program is ours and constant; the only argument is a number. */
function watchOver(child: ChildProcess, pid: number): void {
  const watchdog = spawn('/bin/sh', ['-c', 'read -r _; kill -KILL "-$0" 2>/dev/null', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: bareEnvironment(),
    detached: true,
  });
  // It must not keep us running, and its failing to start is no reason to stop the work.
  watchdog.unref();
  watchdog.on('error', () => undefined);
  watchdog.stdin?.on('error', () => undefined);
  // Killed before its pipe ends, so that it never signals a process that took over the number.
  child.once('exit', () => watchdog.kill('SIGKILL'));
}
