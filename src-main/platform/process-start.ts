import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * When a process began, in a form that is only compared with itself: a process id alone is no identity, because the
 * system gives it out again. Absent where the process is gone; `'unknown'` where the platform does not tell cheaply.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    try {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
      // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // A zombie (Z) or dead (X) process holds nothing any more.
      if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
      return fields[19];
    } catch {
      return undefined;
    }
  }
  if (process.platform === 'darwin') {
    try {
      const { stdout } = await run('/bin/ps', ['-o', 'lstart=', '-p', String(pid)]);
      return stdout.trim();
    } catch {
      return undefined;
    }
  }
  try {
    process.kill(pid, 0);
    return 'unknown';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? 'unknown' : undefined;
  }
}
