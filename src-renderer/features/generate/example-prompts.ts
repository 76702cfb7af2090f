import type { PackSummary } from '../../../src-shared/ipc/packs.ts';
import type { MessageKey, Translate } from '../../i18n/i18n.ts';
import { readPrompt } from './vocabulary.ts';

const exampleKeys = [
  'generate.example.balloon',
  'generate.example.train',
] as const satisfies readonly MessageKey[];

/** First prompts to try: only those this model understands wholly. */
export function examplePrompts(text: Translate, vocabulary: PackSummary['prompt']): readonly string[] {
  return exampleKeys
    .map((key) => text(key))
    .filter((example) => readPrompt(example, vocabulary).unknown.length === 0);
}
