import { Tensor } from 'onnxruntime-node';
import { floatsOf } from '../../packs/session.ts';
import type { TokenizedPrompt, Tokenize } from '../../text/tokenize.ts';
import type { Stages } from './stages.ts';

/** A prompt as the transformer takes it. */
export interface Words {
  /** [words, width]: hidden states of the prompt's own words. */
  readonly hidden: Float32Array;
  readonly tokens: TokenizedPrompt;
}

interface Reader {
  readonly tokenizer: { readonly maxLength: number };
}

/** Prompts kept: a retake repeats the last, and the negative one is asked for every time. */
const remembered = 4;

/**
 * Reads prompts with the pack's T5 encoder. Only the prompt's own tokens are run: masked ones would reach nothing. Runs
 * of white space count as one blank, as upstream has it.
 */
export function createWordReader(
  { tokenizer }: Reader,
  stages: Pick<Stages<'text'>, 'open'>,
  tokenize: Tokenize,
) {
  const known = new Map<string, Words>();
  return async (prompt: string): Promise<Words> => {
    const cached = known.get(prompt);
    if (cached !== undefined) return cached;
    const tokens = tokenize(prompt.replace(/\s+/gu, ' ').trim());
    const length = tokens.ids.length;
    const distances = BigInt64Array.from({ length: length * length }, (_, at) =>
      BigInt((at % length) - Math.floor(at / length) + tokenizer.maxLength - 1),
    );
    const graph = await stages.open('text');
    const results = await graph.run({
      input_ids: new Tensor('int64', BigInt64Array.from(tokens.ids, BigInt), [1, length]),
      distances: new Tensor('int64', distances, [length, length]),
    });
    // A copy of our own: it is kept longer than the session.
    const words = { hidden: floatsOf(results, 'hidden', 'text').slice(), tokens };
    known.set(prompt, words);
    for (const oldest of known.keys()) {
      if (known.size <= remembered) break;
      known.delete(oldest);
    }
    return words;
  };
}

export type ReadWords = ReturnType<typeof createWordReader>;
