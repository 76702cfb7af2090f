import { installPackages, isDebian, missingPackages } from './debian.mjs';
import { runProgram } from '../run/program.mjs';

/** What Electron links against on Debian and a plain server image lacks. */
const forElectron = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libxtst6'];

/** A display for the tests on a machine that has none. */
const forTests = ['xvfb'];

/**
 * Sees to the system libraries the window needs. Not having them is reported, not fatal: the command line works without.
 *
 * @param {{ tests: boolean }} wanted
 * @param {(sentence: string) => void} say
 */
export async function provideLibraries(wanted, say) {
  if (process.platform !== 'linux' || !(await isDebian())) return;
  const missing = await missingPackages(wanted.tests ? [...forElectron, ...forTests] : forElectron);
  if (missing.length === 0) return;
  const result = await installPackages(missing, say);
  say(result.installed ? 'System libraries: installed.' : `System libraries are missing; ${result.reason}`);
}

/**
 * The shared libraries a program asks for and the system does not have, whatever the distribution.
 *
 * @param {string} program
 * @returns {Promise<string[]>}
 */
export async function unresolvedLibraries(program) {
  if (process.platform !== 'linux') return [];
  const { stdout } = await runProgram('ldd', [program]);
  return stdout
    .split('\n')
    .filter((line) => line.includes('=> not found'))
    .map((line) => line.trim().split(' ')[0] ?? '');
}
