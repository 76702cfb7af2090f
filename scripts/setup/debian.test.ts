import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakePrograms } from '../testing/fake-programs.ts';
import type { FakePrograms } from '../testing/fake-programs.ts';
import { installPackages, isDebian, missingPackages } from './debian.mjs';
import { provideLibraries } from './libraries.mjs';

const silent = (): void => undefined;
let programs: FakePrograms;
beforeEach(async () => {
  programs = await fakePrograms({ alone: true });
});
afterEach(() => programs.remove());

/** A dpkg that has these packages; for an unknown name it complains and ends with 1, as the real one does. */
async function installed(...names: readonly string[]): Promise<void> {
  const lines = names.map((name) => `echo "${name} installed"`).join('\n');
  await programs.add(
    'dpkg-query',
    `[ "$1" = --version ] && exit 0\n${lines}\necho "no packages found matching x" >&2\nexit 1`,
  );
}

describe('what is missing', () => {
  test('a machine without dpkg is not Debian', async () => {
    expect(await isDebian()).toBe(false);
  });

  test('only what is not installed is missing', async () => {
    await installed('libnss3', 'xvfb');
    expect(await missingPackages(['libnss3', 'libgbm1', 'xvfb'])).toEqual(['libgbm1']);
  });

  test('the renamed libraries of Debian 13 count as the ones asked for', async () => {
    await installed('libgtk-3-0t64', 'libasound2t64');
    expect(await missingPackages(['libgtk-3-0', 'libasound2', 'libnss3'])).toEqual(['libnss3']);
  });

  test('a package that was removed but left its settings is missing', async () => {
    await programs.add('dpkg-query', 'echo "libnss3 config-files"');
    expect(await missingPackages(['libnss3'])).toEqual(['libnss3']);
  });
});

describe('installing', () => {
  test('somebody who is not root gets the line to type, and nothing is run', async () => {
    const result = await installPackages(['xvfb', 'libnss3'], silent, false);
    expect(result).toEqual({ installed: false, reason: 'run: sudo apt-get install --yes xvfb libnss3' });
    expect(await programs.calls()).toEqual([]);
  });

  test('root refreshes the lists, then installs what apt knows the package as', async () => {
    await programs.add('apt-get', '');
    // A name that others merely provide has no record of its own.
    await programs.add('apt-cache', 'case "$3" in libasound2) ;; *) echo "Package: $3" ;; esac');
    expect(await installPackages(['libnss3', 'libasound2'], silent, true)).toEqual({ installed: true });
    const calls = (await programs.calls()).filter((call) => call.startsWith('apt-get'));
    expect(calls).toEqual([
      'apt-get update',
      'apt-get install --yes --no-install-recommends libnss3 libasound2t64',
    ]);
  });

  test('a refusal of apt-get comes back in its own words', async () => {
    await programs.add('apt-cache', 'echo "Package: $3"');
    await programs.add('apt-get', 'echo "E: Unable to locate package xvfb" >&2; exit 100');
    expect(await installPackages(['xvfb'], silent, true)).toEqual({
      installed: false,
      reason: 'E: Unable to locate package xvfb; to try by hand: apt-get install --yes xvfb',
    });
  });
});

describe.runIf(process.platform === 'linux')('the libraries of the window', () => {
  const forElectron = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libxtst6'];

  test('nothing is said or run when they are there', async () => {
    await installed(...forElectron);
    const said: string[] = [];
    await provideLibraries({ tests: false }, (sentence) => said.push(sentence));
    expect(said).toEqual([]);
    const calls = await programs.calls();
    expect(calls.map((call) => call.split(' ', 2).join(' '))).toEqual([
      'dpkg-query --version',
      'dpkg-query -W',
    ]);
  });

  test('the tests need a virtual display as well', async () => {
    await installed(...forElectron);
    await programs.add('apt-get', 'exit 1');
    await programs.add('apt-cache', 'echo "Package: $3"');
    const said: string[] = [];
    await provideLibraries({ tests: true }, (sentence) => said.push(sentence));
    expect(said.at(-1)).toMatch(/^System libraries are missing; .*xvfb/);
  });
});
