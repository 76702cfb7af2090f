import { readFile } from 'node:fs/promises';
import { Tokenizer } from '@huggingface/tokenizers';
import { AppError } from '../../../src-shared/errors/app-error.ts';

export interface TokenizedPrompt {
  /** Special tokens included, at most the pack's maximum. */
  readonly ids: readonly number[];
  /** Length before truncation, special tokens included; more than `ids` where words were cut off. */
  readonly fullLength: number;
}

export type Tokenize = (text: string) => TokenizedPrompt;

/**
 * The pack's tokenizer (a tokenizer.json of the Hugging Face format).
 *
 * A prompt that is too long loses words from its end, never the special tokens around it. Padding and truncation named in
 * the file are not applied: the sequence length is ours to choose.
 *
 * @param maxLength tokens at most, special ones included.
 * @throws AppError `pack.format` where the file can't be understood.
 */
export async function openTokenizer(path: string, maxLength: number): Promise<Tokenize> {
  let tokenizer: Tokenizer;
  try {
    const content: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof content !== 'object' || content === null) throw new Error('Not an object.');
    tokenizer = new Tokenizer(content, {});
    tokenizer.encode('');
  } catch (cause) {
    throw new AppError('pack.format', 'The tokenizer of this pack can’t be read.', {
      hint: 'Get the pack again from where it is published.',
      cause,
    });
  }
  return (text) => {
    const full = tokenizer.encode(text, { add_special_tokens: true }).ids;
    if (full.length <= maxLength) return { ids: full, fullLength: full.length };
    const words = tokenizer.encode(text, { add_special_tokens: false }).ids;
    const special = full.length - words.length;
    const prefix = prefixLength(full, words);
    const kept = words.slice(0, Math.max(0, maxLength - special));
    return {
      ids: [...full.slice(0, prefix), ...kept, ...full.slice(prefix + words.length)],
      fullLength: full.length,
    };
  };
}

/** How many special tokens stand before the words. */
function prefixLength(full: readonly number[], words: readonly number[]): number {
  for (let prefix = 0; prefix < full.length - words.length; prefix += 1) {
    if (words.every((id, index) => full[prefix + index] === id)) return prefix;
  }
  return full.length - words.length;
}
