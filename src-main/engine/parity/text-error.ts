import { z } from 'zod';
import type { ReadWords } from '../families/clips/words.ts';
import type { ReferenceCase } from './fixture.ts';
import { relativeError } from './compare.ts';

/** The reader of prompts, tokenizing included, against the hidden states of the reference. */
export async function textError(readWords: ReadWords, reference: ReferenceCase): Promise<number> {
  const { hidden, tokens } = await readWords(z.string().parse(reference.about['prompt']));
  const ids = Array.from(reference.tensor('input_ids').data, Number);
  if (tokens.ids.join() !== ids.join()) return Number.POSITIVE_INFINITY;
  return relativeError(hidden, reference.floats('hidden'));
}
