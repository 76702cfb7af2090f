import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { electronIsCurrent, executableInFolder, provideElectron } from './electron.mjs';

const silent = (): void => undefined;
let folder = '';
let named: string | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-electron-'));
  named = process.env['KINOLOOM_ELECTRON'];
});
afterEach(async () => {
  if (named === undefined) delete process.env['KINOLOOM_ELECTRON'];
  else process.env['KINOLOOM_ELECTRON'] = named;
  await rm(folder, { recursive: true, force: true });
});

async function unpackedElectron(version: string): Promise<string> {
  const path = join(folder, executableInFolder);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, '');
  await writeFile(join(folder, 'version'), `v${version}\n`);
  return path;
}

describe('the Electron that is named', () => {
  test('is taken with the version it states', async () => {
    const path = await unpackedElectron('45.4.1');
    process.env['KINOLOOM_ELECTRON'] = folder;
    expect(await provideElectron({ root: folder, cache: folder }, silent)).toEqual({
      path,
      folder,
      version: '45.4.1',
      kind: 'environment',
    });
  });

  test('is an error when the folder holds none, never a reason to take another', async () => {
    process.env['KINOLOOM_ELECTRON'] = folder;
    await expect(provideElectron({ root: folder, cache: folder }, silent)).rejects.toThrow(
      /KINOLOOM_ELECTRON names .* which holds no/,
    );
  });
});

describe('an earlier choice', () => {
  const official = { folder: '', version: '45.4.1', kind: 'official' } as const;
  const declare = (version: string): Promise<void> =>
    writeFile(join(folder, 'package.json'), JSON.stringify({ devDependencies: { electron: version } }));

  test('stands while the declared version is the same', async () => {
    delete process.env['KINOLOOM_ELECTRON'];
    const path = await unpackedElectron('45.4.1');
    await declare('45.4.1');
    expect(await electronIsCurrent({ ...official, path }, folder)).toBe(true);
    await declare('46.0.0');
    expect(await electronIsCurrent({ ...official, path }, folder)).toBe(false);
  });

  test('falls when its file is gone', async () => {
    delete process.env['KINOLOOM_ELECTRON'];
    await declare('45.4.1');
    expect(await electronIsCurrent({ ...official, path: join(folder, 'electron') }, folder)).toBe(false);
  });

  test('falls when another one is named', async () => {
    const path = await unpackedElectron('45.4.1');
    await declare('45.4.1');
    process.env['KINOLOOM_ELECTRON'] = '/somewhere/else';
    expect(await electronIsCurrent({ ...official, path }, folder)).toBe(false);
  });
});
