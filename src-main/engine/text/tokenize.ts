import { readFile } from 'node:fs/promises';
import { Tokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { readCharsmap, type NormaliseText } from './charsmap.ts';

export interface TokenizedPrompt {
  /** Special tokens included, at most the pack's maximum. */
  readonly ids: readonly number[];
  /** Length before truncation, special tokens included; more than `ids` where words were cut off. */
  readonly fullLength: number;
}

export type Tokenize = (text: string) => TokenizedPrompt;

/** A prompt is read whole before its end is cut off; far beyond any real one that would only take time. */
const longestText = 50_000;

const normalizerSchema = z.looseObject({ type: z.string() });
const precompiledSchema = z.object({ type: z.literal('Precompiled'), precompiled_charsmap: z.string() });
const sequenceSchema = z.object({ type: z.literal('Sequence'), normalizers: z.array(normalizerSchema) });
const unigramSchema = z.object({
  type: z.literal('Unigram'),
  unk_id: z.number().int().min(0),
  vocab: z.array(z.tuple([z.string(), z.number()])),
  byte_fallback: z.boolean().optional(),
});
const fileSchema = z.looseObject({ normalizer: z.unknown(), model: z.unknown() });
type TokenizerFile = z.infer<typeof fileSchema>;

/** Takes SentencePiece's character table out of the file, where it is the first thing done to a text. */
function withoutCharsmap(file: TokenizerFile): { file: TokenizerFile; normalise: NormaliseText } {
  const alone = precompiledSchema.safeParse(file.normalizer);
  if (alone.success)
    return { file: { ...file, normalizer: null }, normalise: readCharsmap(alone.data.precompiled_charsmap) };
  const sequence = sequenceSchema.safeParse(file.normalizer);
  const [first, ...rest] = sequence.data?.normalizers ?? [];
  const precompiled = precompiledSchema.safeParse(first);
  if (!precompiled.success) return { file, normalise: (text) => text };
  return {
    file: { ...file, normalizer: { type: 'Sequence', normalizers: rest } },
    normalise: readCharsmap(precompiled.data.precompiled_charsmap),
  };
}

type Encoding = Readonly<{ ids: readonly number[]; tokens: readonly string[] }>;

/** Unknown characters as the bytes they are made of, in models that have a token for every byte. */
function byteFallback(file: TokenizerFile): (encoding: Encoding) => readonly number[] {
  const model = unigramSchema.safeParse(file.model);
  if (model.data?.byte_fallback !== true) return ({ ids }) => ids;
  const { unk_id: unknown, vocab } = model.data;
  const [unknownToken] = vocab[unknown] ?? [];
  const place = new Map(vocab.map(([token], id) => [token, id]));
  const bytes = Array.from({ length: 256 }, (_, octet) =>
    place.get(`<0x${octet.toString(16).toUpperCase().padStart(2, '0')}>`),
  );
  return ({ ids, tokens }) =>
    ids.flatMap((id, at) => {
      const token = tokens[at] ?? '';
      if (id !== unknown || token === unknownToken) return [id];
      return Array.from(Buffer.from(token), (octet) => bytes[octet] ?? unknown);
    });
}

/**
 * The pack's tokenizer (a tokenizer.json of the Hugging Face format).
 *
 * A prompt that is too long loses words from its end, never the special tokens around it. Padding and truncation named in
 * the file are not applied: the sequence length is ours to choose.
 *
 * @param maxLength tokens at most, special ones included.
 * @throws AppError `pack.format` where the file can't be understood; the tokenizer itself throws `input.prompt` for a
 *   text that no model could read.
 */
export async function openTokenizer(path: string, maxLength: number): Promise<Tokenize> {
  let tokenizer: Tokenizer;
  let normalise: NormaliseText;
  let expand: (encoding: Encoding) => readonly number[];
  try {
    const content = fileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    const parted = withoutCharsmap(content);
    ({ normalise } = parted);
    expand = byteFallback(content);
    tokenizer = new Tokenizer(parted.file, {});
    tokenizer.encode('');
  } catch (cause) {
    throw new AppError('pack.format', 'The tokenizer of this pack can’t be read.', {
      hint: 'Get the pack again from where it is published.',
      cause,
    });
  }
  const encode = (text: string, special: boolean): readonly number[] =>
    expand(tokenizer.encode(text, { add_special_tokens: special }));
  return (text) => {
    if (text.length > longestText) {
      throw new AppError('input.prompt', 'The prompt is far too long for any model.', {
        hint: 'Describe the shot in a few sentences.',
      });
    }
    const normal = normalise(text);
    const full = encode(normal, true);
    if (full.length <= maxLength) return { ids: full, fullLength: full.length };
    const words = encode(normal, false);
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
