import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeTinyPack, type TinyPack } from '../engine/testing/tiny-pack.ts';
import { findPack } from './find-pack.ts';

let home = '';
let pack: TinyPack;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kinoloom-find-'));
  pack = await writeTinyPack();
});
afterEach(async () => {
  await pack.remove();
  await rm(home, { recursive: true, force: true });
});

it('looks in every folder, and what came with the program counts first', async () => {
  const [embedded, own] = [join(home, 'embedded'), join(home, 'own')];
  const folders = [embedded, own];
  await expect(findPack(folders, 'tiny')).rejects.toMatchObject({ code: 'pack.missing' });
  await cp(pack.folder, join(own, 'tiny-0123456789ab'), { recursive: true });
  expect((await findPack(folders, 'tiny')).folder).toBe(join(own, 'tiny-0123456789ab'));
  await cp(pack.folder, join(embedded, 'tiny'), { recursive: true });
  expect((await findPack(folders, 'tiny')).folder).toBe(join(embedded, 'tiny'));
  await expect(findPack(folders, 'other')).rejects.toMatchObject({ hint: 'Choose one of tiny.' });
});

it('says what is wrong with an installed pack that can’t be read', async () => {
  await mkdir(join(home, 'wan-2-0123456789ab'));
  await writeFile(join(home, 'wan-2-0123456789ab', 'pack.json'), '{');
  await expect(findPack([home], 'wan-2')).rejects.toMatchObject({ code: 'pack.format' });
  await expect(findPack([home], 'wan')).rejects.toMatchObject({ code: 'pack.missing' });
});
