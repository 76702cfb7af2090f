import { runProgram } from '../run/program.mjs';

/** Whether this is a machine whose packages we know how to name: Debian or one of its children. */
export async function isDebian() {
  return (await runProgram('dpkg-query', ['--version'])).code === 0;
}

/**
 * Those of `names` that are not installed. Debian 13 renamed some libraries (`libgtk-3-0` -> `libgtk-3-0t64`, the
 * 64-bit time transition), so either name counts.
 *
 * @param {readonly string[]} names
 * @returns {Promise<string[]>}
 */
export async function missingPackages(names) {
  const asked = names.flatMap((name) => [name, `${name}t64`]);
  // Exit code 1 only says that some name is unknown; the answer is what it printed about the others.
  const { stdout } = await runProgram('dpkg-query', [
    '-W',
    '-f',
    '${Package} ${db:Status-Status}\n',
    ...asked,
  ]);
  const installed = new Set();
  for (const line of stdout.split('\n')) {
    const [name, status] = line.split(' ');
    if (status === 'installed') installed.add(name);
  }
  return names.filter((name) => !installed.has(name) && !installed.has(`${name}t64`));
}

/** @type {Promise<unknown> | undefined} */
let refreshed;

/** @typedef {{ installed: true } | { installed: false, reason: string }} Installation */

/**
 * Installs packages with apt-get. Only root may; everybody else gets the line to type.
 *
 * @param {readonly string[]} names
 * @param {(sentence: string) => void} say
 * @param {boolean} isRoot
 * @returns {Promise<Installation>}
 */
export async function installPackages(names, say, isRoot = process.getuid?.() === 0) {
  const line = `apt-get install --yes ${names.join(' ')}`;
  if (!isRoot) return { installed: false, reason: `run: sudo ${line}` };
  say(`Installing from Debian: ${names.join(' ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // The lists of a fresh machine or image are empty or old; once a set-up is enough.
  refreshed ??= runProgram('apt-get', ['update'], { env });
  await refreshed;
  const chosen = await Promise.all(names.map(availableName));
  const ending = await runProgram('apt-get', ['install', '--yes', '--no-install-recommends', ...chosen], {
    env,
  });
  if (ending.code === 0) return { installed: true };
  const complaint = ending.stderr.split('\n').find((text) => text.startsWith('E:')) ?? 'apt-get failed';
  return { installed: false, reason: `${complaint.trim()}; to try by hand: ${line}` };
}

/** The name apt knows the package by: a name that only others provide has no record of its own. */
async function availableName(/** @type {string} */ name) {
  const { stdout } = await runProgram('apt-cache', ['show', '--no-all-versions', name]);
  return stdout.trim() === '' ? `${name}t64` : name;
}
