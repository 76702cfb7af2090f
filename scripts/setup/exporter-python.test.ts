import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakePrograms, type FakePrograms } from '../testing/fake-programs.ts';
import { provideExporterPython } from './exporter-python.mjs';

const silent = (): void => undefined;
let programs: FakePrograms;
let folder = '';
beforeEach(async () => {
  programs = await fakePrograms({ alone: true });
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-python-'));
});
afterEach(async () => {
  await programs.remove();
  await rm(folder, { recursive: true, force: true });
});

/** A Python that makes an environment whose pip does what the line says. */
async function addPython(pip: string): Promise<void> {
  const bin = join(folder, 'own', 'bin');
  await programs.add(
    'python3',
    `[ "$1" = -c ] && exit 0\nPATH=/usr/bin:/bin\nmkdir -p ${bin} && printf '#!/bin/sh\\n%s\\n' '${pip}' > ${bin}/python && chmod +x ${bin}/python`,
  );
}

const provide = (): Promise<string | undefined> =>
  provideExporterPython(['requirements.txt'], silent, join(folder, 'own'));

describe('the Python of continuous integration', () => {
  it('is left out with a reason where there is no Python', async () => {
    expect(await provide()).toMatch(/no Python from 3\.11 on/);
  });

  it('is left out with pip’s own words where its packages can’t be reached', async () => {
    await addPython('echo "no route to host" >&2; exit 1');
    expect(await provide()).toBe('its packages could not be brought in (no route to host)');
  });

  it('is there once its packages are', async () => {
    await addPython('exit 0');
    expect(await provide()).toBeUndefined();
  });
});
