import { readPrompt, type Vocabulary } from './vocabulary.ts';

/** Categories in the order of a sentence; what a pack names beyond them comes last. */
const order = [
  'sizes',
  'colours',
  'subjects',
  'actions',
  'settings',
  'weathers',
  'times',
  'cameras',
  'styles',
];
/** What is said of every shot even where the person said nothing of it; the first term of each list is the plainest. */
const expected = ['subjects', 'actions', 'settings', 'times', 'cameras'];

/**
 * The prompt as the pack's own captions are worded: what it understood, in their order, and for what it expects and the
 * prompt doesn't name the plainest word of its list. Only an offer, to be edited; undefined where it would add nothing.
 */
export function expandedCaption(prompt: string, vocabulary: Vocabulary): string | undefined {
  const { understood } = readPrompt(prompt, vocabulary);
  if (understood.length === 0) return undefined;
  const categories = [...order, ...Object.keys(vocabulary.prompt).filter((name) => !order.includes(name))];
  const parts = categories.flatMap((category) => {
    const said = understood.filter((one) => one.category === category).map(({ term }) => term);
    if (said.length > 0) return [said.join(' and ')];
    const [plainest] = expected.includes(category) ? (vocabulary.prompt[category] ?? []) : [];
    return plainest === undefined ? [] : [plainest];
  });
  const caption = parts.join(', ');
  return caption === prompt.trim() ? undefined : caption;
}

/** Puts a term of a category into the prompt in the place of the one it names, or adds it; empty takes it out. */
export function withTerm(prompt: string, vocabulary: Vocabulary, category: string, term: string): string {
  const written = prompt.trim();
  const named = readPrompt(written, vocabulary).understood.find((one) => one.category === category);
  if (named !== undefined) {
    const before = written.slice(0, named.from);
    const after = written.slice(named.to);
    if (term !== '') return before + term + after;
    const cleaned = before.replace(/[,;]?\s*$/, '') + after;
    return cleaned.replace(/^[,;]\s*/, '').trim();
  }
  if (term === '') return written;
  return written === '' ? term : `${written.replace(/[,;.]\s*$/, '')}, ${term}`;
}

/** The term of a category a prompt names; empty = none. */
export function termOf(prompt: string, vocabulary: Vocabulary, category: string): string {
  return readPrompt(prompt, vocabulary).understood.find((one) => one.category === category)?.term ?? '';
}
