import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakePrograms } from '../testing/fake-programs.ts';
import type { FakePrograms } from '../testing/fake-programs.ts';
import { withPackageArchive } from './registry.mjs';

let programs: FakePrograms;
let scratch = '';
let started: string | undefined;
beforeEach(async () => {
  programs = await fakePrograms({ alone: false });
  scratch = await mkdtemp(join(tmpdir(), 'kinoloom-scratch-'));
  started = process.env['npm_execpath'];
  delete process.env['npm_execpath'];
});
afterEach(async () => {
  if (started !== undefined) process.env['npm_execpath'] = started;
  await programs.remove();
  await rm(scratch, { recursive: true, force: true });
});

const content = 'an archive';
const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;
const read = (path: string): Promise<string> => readFile(path, 'utf8');

describe.runIf(process.platform !== 'win32')('a package fetched by npm', () => {
  test('is handed over when it is the expected one, and deleted afterwards', async () => {
    await programs.add('npm', `printf '${content}' > thing-1.0.0.tgz`);
    const wanted = { name: 'thing', version: '1.0.0', integrity };
    expect(await withPackageArchive(wanted, scratch, read)).toBe(content);
    expect(await readdir(scratch)).toEqual([]);
    expect((await programs.calls())[0]).toMatch(/^npm pack thing@1\.0\.0 /);
  });

  test('is refused when one byte is another', async () => {
    await programs.add('npm', `printf 'an archivE' > thing-1.0.0.tgz`);
    const wanted = { name: 'thing', version: '1.0.0', integrity };
    await expect(withPackageArchive(wanted, scratch, read)).rejects.toThrow(/is not the expected one/);
    expect(await readdir(scratch)).toEqual([]);
  });

  test('that npm can not get is reported in the words of npm', async () => {
    await programs.add('npm', 'echo "npm error network down" >&2; exit 1');
    const wanted = { name: 'thing', version: '1.0.0', integrity };
    await expect(withPackageArchive(wanted, scratch, read)).rejects.toThrow(/npm error network down/);
  });
});
