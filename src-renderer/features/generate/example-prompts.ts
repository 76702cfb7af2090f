import type { MessageKey, Translate } from '../../i18n/i18n.ts';
import { readPrompt, type Vocabulary } from './vocabulary.ts';

const exampleKeys = [
  'generate.example.balloon',
  'generate.example.train',
] as const satisfies readonly MessageKey[];

/** First prompts to try: only those this model understands wholly. */
export function examplePrompts(text: Translate, vocabulary: Vocabulary): readonly string[] {
  return exampleKeys
    .map((key) => text(key))
    .filter((example) => readPrompt(example, vocabulary).unknown.length === 0);
}
