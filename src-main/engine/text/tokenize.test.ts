import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyFiles } from '../testing/tiny-pack.ts';
import { openTokenizer } from './tokenize.ts';

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-tokenizer-'));
  path = join(folder, 'tokenizer.json');
  await writeFile(path, tinyFiles()['tokenizer.json'] ?? '');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the tokenizer', () => {
  it('puts the special tokens around the words, and around nothing', async () => {
    const tokenize = await openTokenizer(path, 48);
    expect(tokenize('A red Ball rolls')).toEqual({ ids: [2, 4, 5, 7, 8, 3], fullLength: 6 });
    expect(tokenize('')).toEqual({ ids: [2, 3], fullLength: 2 });
    expect(tokenize('planes').ids).toEqual([2, 9, 10, 11, 3]);
  });

  it('cuts a long prompt at the end of the words, keeps the special tokens, and says how long it was', async () => {
    const tokenize = await openTokenizer(path, 5);
    expect(tokenize('a red ball rolls a blue ball')).toEqual({ ids: [2, 4, 5, 7, 3], fullLength: 9 });
    expect((await openTokenizer(path, 2))('a red ball').ids).toEqual([2, 3]);
  });

  it('takes emoji, right-to-left text, control characters and ten thousand letters', async () => {
    const tokenize = await openTokenizer(path, 6);
    for (const text of ['🦊 🌲', 'כדור אדום', '\u0000\u200f\ufeff', 'x'.repeat(10_000), 'a '.repeat(5000)]) {
      const { ids } = tokenize(text);
      expect(ids.length).toBeLessThanOrEqual(6);
      expect([ids[0], ids.at(-1)]).toEqual([2, 3]);
    }
  });

  it('refuses a file that is none with one sentence', async () => {
    const broken = join(folder, 'broken.json');
    for (const content of ['', '[]', 'null', '{"model":{}}']) {
      await writeFile(broken, content);
      await expect(openTokenizer(broken, 8)).rejects.toMatchObject({ code: 'pack.format' });
    }
  });
});
