import { Tensor } from 'onnxruntime-node';
import type { WanManifest } from '../../../../src-shared/pack/schema.ts';
import type { Feeds } from '../../packs/session.ts';

/**
 * A prompt as the transformer takes it. Upstream fills prompts up with rows of zeros, which it attends to: one and the same
 * word, hundreds of times. It is sent once and said how many times it counts, which gives the same sums for a fraction of
 * the work (a seventh of a step with short prompts at small sizes).
 *
 * @param hidden states of the prompt's own words [words, width].
 * @returns `text` [1, L, width] and `repeats` [L], which sum to the full length.
 */
export function wordFeeds(
  hidden: Float32Array,
  { length, width }: Pick<WanManifest['text'], 'length' | 'width'>,
): Feeds {
  const words = hidden.length / width;
  const missing = length - words;
  const rows = words + (missing > 0 ? 1 : 0);
  const text = new Float32Array(rows * width);
  text.set(hidden);
  const repeats = new Float32Array(rows).fill(1);
  if (missing > 0) repeats[words] = missing;
  return {
    text: new Tensor('float32', text, [1, rows, width]),
    repeats: new Tensor('float32', repeats, [rows]),
  };
}
