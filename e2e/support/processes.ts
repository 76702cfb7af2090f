import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A running program; the start time tells it from a later one with the same number. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly started: string;
  readonly command: string;
}

/** Every program of this machine. Linux is read from /proc, because a small image has no `ps`. */
async function everyProcess(): Promise<RunningProcess[]> {
  if (process.platform === 'win32') return [];
  if (process.platform !== 'linux') {
    const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,lstart=,command=']);
    return stdout.split('\n').flatMap((line) => {
      const parts = /^ *(\d+) +(\d+) +(.{24}) +(.*)$/.exec(line);
      if (parts === null) return [];
      const [, pid, parent, started = '', command = ''] = parts;
      return [{ pid: Number(pid), parent: Number(parent), started, command }];
    });
  }
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(numbers.map((name) => readLinuxProcess(Number(name))));
  return found.filter((entry) => entry !== undefined);
}

async function readLinuxProcess(pid: number): Promise<RunningProcess | undefined> {
  try {
    const [stat, line] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
    ]);
    // The name in brackets may itself hold spaces and brackets; the fields proper begin after the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; only its parent hasn't asked yet.
    if (fields[0] === 'Z') return undefined;
    const command = line.split('\0').join(' ').trim();
    return { pid, parent: Number(fields[1]), started: fields[19] ?? '', command };
  } catch {
    // It ended between the listing and the reading.
    return undefined;
  }
}

/** A program and everything it started, directly or not. */
export async function processTree(root: number): Promise<RunningProcess[]> {
  const all = await everyProcess();
  const members = new Set([root]);
  for (let grown = true; grown;) {
    grown = false;
    for (const { pid, parent } of all) {
      if (members.has(parent) && !members.has(pid)) {
        members.add(pid);
        grown = true;
      }
    }
  }
  return all.filter(({ pid }) => members.has(pid));
}

/**
 * Waits until all of these programs have ended.
 *
 * @returns those that had not after `limitMs`
 */
export async function stillRunning(
  processes: readonly RunningProcess[],
  limitMs: number,
): Promise<RunningProcess[]> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const now = await everyProcess();
    const left = processes.filter((one) =>
      now.some(({ pid, started }) => pid === one.pid && started === one.started),
    );
    if (left.length === 0 || Date.now() > deadline) return left;
    await wait(50);
  }
}

/** Ends programs that refused to end. */
export function killAll(processes: readonly RunningProcess[]): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended meanwhile, which is what was wanted.
    }
  }
}
