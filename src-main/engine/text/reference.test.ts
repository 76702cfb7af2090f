import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTokenizer } from './tokenize.ts';

/** Made by `python -m export.parity`: SentencePiece tokenizers and the ids that transformers gives. */
const folder = resolve(import.meta.dirname, '../../../models/export/fixtures/tokenizers');
const casesSchema = z.array(z.object({ prompt: z.string(), ids: z.array(z.number().int()) }));

describe.each(['umt5', 't5'])('a tokenizer like that of %s', (kind) => {
  const open = (length: number) => openTokenizer(join(folder, `${kind}.tokenizer.json`), length);
  const read = async () =>
    casesSchema.parse(JSON.parse(await readFile(join(folder, `${kind}.cases.json`), 'utf8')));

  it('gives every prompt the ids that transformers gives it', async () => {
    const tokenize = await open(4096);
    const cases = await read();
    expect(cases.length).toBeGreaterThan(100);
    const wrong = cases.filter(({ prompt, ids }) => tokenize(prompt).ids.join() !== ids.join());
    expect(wrong).toEqual([]);
  });

  it('cuts words off the end and keeps the mark of the end', async () => {
    const tokenize = await open(8);
    const [longest] = (await read()).sort((a, b) => b.ids.length - a.ids.length);
    const { ids, fullLength } = tokenize(longest?.prompt ?? '');
    expect(ids).toEqual([...(longest?.ids.slice(0, 7) ?? []), 1]);
    expect(fullLength).toBe(longest?.ids.length);
  });

  it('refuses a million words at once', async () => {
    const tokenize = await open(512);
    expect(() => tokenize('word '.repeat(1_000_000))).toThrowError(
      expect.objectContaining({ code: 'input.prompt' }),
    );
  });
});
