import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson } from '../run/files.mjs';
import { runNpm } from '../run/program.mjs';
import { Refusal } from '../run/refusal.mjs';

/**
 * The packages of the lockfile, in node_modules exactly as it names them. The stamp lies inside node_modules, so that
 * deleting the folder deletes the claim.
 *
 * @param {string} root
 * @param {(sentence: string) => void} say
 */
export async function provideModules(root, say) {
  if (await modulesAreCurrent(root)) return;
  say('Installing the packages of package-lock.json …');
  const ending = await runNpm(['ci', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], {
    cwd: root,
  });
  if (ending.code !== 0) {
    throw new Refusal(
      `npm could not install the packages (${reasonOf(ending.stderr)}); ` +
        'check that the package registry can be reached and try again.',
    );
  }
  await writeStamp(root);
  say('Packages: installed.');
}

/** npm's own sentence: the first of its error lines that is one, not a code and not a hint at its log. */
function reasonOf(/** @type {string} */ complaint) {
  const lines = complaint.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim());
  return (
    lines.find(
      (line) => line !== '' && !line.startsWith('npm warn') && !/^(code|errno|syscall) /.test(line),
    ) ?? 'no reason given'
  );
}

/** True when node_modules holds what the lockfile asks for; never touches the network. */
export async function modulesAreCurrent(/** @type {string} */ root) {
  const stamp = await readFile(stampPath(root), 'utf8').catch(() => undefined);
  if (stamp !== undefined && stamp === (await lockHash(root))) return true;
  // Installed by hand: npm's own record says what it put there.
  const wanted = await readJson(join(root, 'package-lock.json'));
  const present = await readJson(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || present === undefined || !installedAsLocked(wanted, present)) return false;
  await writeStamp(root);
  return true;
}

/**
 * @param {{ packages: Record<string, LockedPackage> }} wanted  package-lock.json
 * @param {{ packages: Record<string, LockedPackage> }} present  node_modules/.package-lock.json
 * @typedef {{ version?: string, optional?: boolean, os?: string[], cpu?: string[] }} LockedPackage
 */
export function installedAsLocked(wanted, present) {
  return Object.entries(wanted.packages).every(([path, entry]) => {
    if (path === '') return true;
    const found = present.packages[path];
    // Parts for other platforms are locked but not installed.
    if (found === undefined) return entry.optional === true;
    return found.version === entry.version;
  });
}

function stampPath(/** @type {string} */ root) {
  return join(root, 'node_modules', '.kinoloom-lock');
}

async function lockHash(/** @type {string} */ root) {
  return createHash('sha256')
    .update(await readFile(join(root, 'package-lock.json')))
    .digest('hex');
}

async function writeStamp(/** @type {string} */ root) {
  await writeFile(stampPath(root), await lockHash(root));
}
