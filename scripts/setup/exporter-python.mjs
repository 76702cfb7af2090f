import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isFile } from '../run/files.mjs';
import { cache } from '../run/paths.mjs';
import { lastLine, runProgram } from '../run/program.mjs';

/** The environment takes 6.0 GB, most of it CUDA libraries that PyTorch for Linux is linked to; the rest is to unpack in. */
const roomBytes = 10e9;
/** Measured: under six minutes on a machine busy with other things. Beyond the limit what was downloaded stays in pip's cache. */
const limitMs = 8 * 60_000;
const names = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python'];

/** Our own virtual environment; a person's is never touched. */
export const ownEnvironment = join(cache, 'exporter-python');

/** @param {string} environment */
export function pythonOf(environment) {
  return process.platform === 'win32'
    ? join(environment, 'Scripts', 'python.exe')
    : join(environment, 'bin', 'python');
}

/** A Python from 3.11 on that can make virtual environments, by its name. */
async function systemPython() {
  const program = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))';
  for (const name of names) {
    if ((await runProgram(name, ['-c', program], { timeoutMs: 30_000 })).code === 0) return name;
  }
  return undefined;
}

/**
 * Brings in a Python with the exporter's pinned packages (3 GB to download). Whatever is missing for it is an answer, not
 * a failure: a machine without Python or without network runs everything else.
 *
 * @param {readonly string[]} requirements paths of requirements files
 * @param {(sentence: string) => void} say
 * @param {string} environment where it goes
 * @returns {Promise<string | undefined>} why there is none; undefined when there is one
 */
export async function provideExporterPython(requirements, say, environment = ownEnvironment) {
  const python = pythonOf(environment);
  const { bavail, bsize } = await statfs(dirname(cache));
  if (bavail * bsize < roomBytes) return 'its packages need 10 GB of free disk';
  if (!(await isFile(python))) {
    const system = await systemPython();
    if (system === undefined) return 'there is no Python from 3.11 on that can make virtual environments';
    const made = await runProgram(system, ['-m', 'venv', environment], { timeoutMs: 120_000 });
    if (made.code !== 0) return `no virtual environment could be made (${lastLine(made.stderr)})`;
  }
  say('Bringing in PyTorch and diffusers for the exporter’s tests in Python …');
  const files = requirements.flatMap((file) => ['-r', file]);
  const quick = ['--quiet', '--no-compile', '--disable-pip-version-check', '--retries', '1'];
  const ending = await runProgram(python, ['-m', 'pip', 'install', ...quick, ...files], {
    timeoutMs: limitMs,
  });
  if (ending.timedOut) return 'its packages took longer than eight minutes to arrive; the next run goes on';
  return ending.code === 0
    ? undefined
    : `its packages could not be brought in (${lastLine(ending.stderr) || 'no reason given'})`;
}
