type Words = Readonly<Record<string, readonly string[]>>;

/**
 * What a pack says it was taught (`pack.json`, `prompt` and `otherWords`), and which of it a prompt names. Plain word
 * matching: it claims no more than that the words stand there. Phrases win over the words inside them ("zoom in" before "in").
 */
export interface Vocabulary {
  /** Terms by category. */
  readonly prompt: Words;
  /** By term, what else says it. */
  readonly otherWords: Words;
}

export const emptyVocabulary: Vocabulary = { prompt: {}, otherWords: {} };

export interface Understood {
  readonly category: string;
  readonly term: string;
  /** Where the prompt says it first: characters from `from` up to and without `to`. */
  readonly from: number;
  readonly to: number;
}

export interface PromptReading {
  /** In the order in which the prompt names them; each once. */
  readonly understood: readonly Understood[];
  /** Words that carry meaning and are in no list: the model may make nothing of them. */
  readonly unknown: readonly string[];
}

const wordPattern = /[\p{L}\p{N}]+(?:[-'’][\p{L}\p{N}]+)*/gu;

/** Words that bind a sentence together and are not worth reporting as unknown. */
const bindingWords = new Set(
  (
    'a an the of in on at to by for from with without and or but over under above below across through into onto ' +
    'out up down near beside behind between around along past toward towards as is are was be it its this that ' +
    'these those there while then very slowly slow quickly fast gently one two three some many few his her their ' +
    'our my your we you he she they i shot scene view camera frame starts start begins begin'
  ).split(' '),
);

function stems(word: string): readonly string[] {
  const found = [word];
  if (word.length > 3 && word.endsWith('s')) found.push(word.slice(0, -1));
  if (word.length > 4 && word.endsWith('es')) found.push(word.slice(0, -2));
  if (word.length > 5 && word.endsWith('ing')) {
    const root = word.slice(0, -3);
    found.push(root, `${root}e`, `${root}s`, `${root}es`);
  } else {
    found.push(`${word}s`);
  }
  return found;
}

function sameWord(written: string, term: string): boolean {
  if (written === term) return true;
  const termStems = stems(term);
  return stems(written).some((stem) => stem === term || termStems.includes(stem));
}

interface TermWords {
  readonly category: string;
  readonly term: string;
  /** The term itself, not another word for it. */
  readonly own: boolean;
  readonly words: readonly string[];
}

/** Words that may be left out of a phrase anywhere. */
const articles = new Set(['a', 'an', 'the', 'to', 'of']);

/** What of a phrase has to be said: "on the sea" is said by "sea", "goes to the left" by "goes left". */
function meaningOf(phrase: string): readonly string[] {
  const words = phrase.toLowerCase().match(wordPattern) ?? [];
  const first = words.findIndex((word) => !bindingWords.has(word));
  return first < 0 ? words : words.slice(first).filter((word) => !articles.has(word));
}

function termsOf({ prompt, otherWords }: Vocabulary): TermWords[] {
  const terms: TermWords[] = [];
  for (const [category, list] of Object.entries(prompt)) {
    for (const term of list) {
      terms.push({ category, term, own: true, words: term.toLowerCase().split(/\s+/) });
      for (const other of otherWords[term] ?? []) {
        terms.push({ category, term, own: false, words: meaningOf(other) });
      }
    }
  }
  return terms.sort((a, b) => b.words.length - a.words.length || Number(b.own) - Number(a.own));
}

/** Words that turn what follows into something else: "moves from right to left" doesn't say "moves right". */
const turningWords = new Set(['from', 'without', 'and', 'or', 'but', 'then']);
/** Binding words that may stand inside a phrase: "moves slowly to the left" says "moves left". */
const mostBetween = 3;

/** How many words from `at` on say the phrase; 0 = it is not said there. */
function saidAt(words: readonly string[], at: number, phrase: readonly string[]): number {
  let next = at;
  for (const [place, part] of phrase.entries()) {
    let skipped = 0;
    while (!sameWord(words[next] ?? '', part)) {
      const between = words[next] ?? '';
      if (place === 0 || skipped === mostBetween || !bindingWords.has(between) || turningWords.has(between))
        return 0;
      next += 1;
      skipped += 1;
    }
    next += 1;
  }
  return next - at;
}

export function readPrompt(prompt: string, vocabulary: Vocabulary): PromptReading {
  const found = [...prompt.matchAll(wordPattern)];
  const words = found.map(([word]) => word.toLowerCase());
  const terms = termsOf(vocabulary);
  const understood: Understood[] = [];
  const unknown: string[] = [];
  const note = ({ category, term }: TermWords, at: number, count: number): void => {
    if (understood.some((known) => known.category === category && known.term === term)) return;
    const [first, last] = [found[at], found[at + count - 1]];
    const to = (last?.index ?? 0) + (last?.[0].length ?? 0);
    understood.push({ category, term, from: first?.index ?? 0, to });
  };
  let index = 0;
  while (index < words.length) {
    const at = index;
    const match = terms.find(({ words: phrase }) => saidAt(words, at, phrase) > 0);
    if (match !== undefined) {
      const said = saidAt(words, at, match.words);
      note(match, at, said);
      index += said;
      continue;
    }
    const word = words[index] ?? '';
    index += 1;
    if (bindingWords.has(word) || /^\d+$/.test(word)) continue;
    // Part of one phrase alone ("mountains" of "snowy mountains") means that phrase; part of several, it is known but
    // says nothing yet ("moves").
    const holders = terms.filter((term) => term.words.some((part) => sameWord(word, part)));
    const [only, ...others] = holders.filter(({ own }) => own);
    if (holders.length === 0) {
      if (!unknown.includes(word)) unknown.push(word);
    } else if (only !== undefined && others.length === 0) {
      note(only, at, 1);
    }
  }
  return { understood, unknown };
}

/** Adds a term to what is written, as a person would: with a comma where something stands before it. */
export function addTerm(prompt: string, term: string): string {
  const written = prompt.trimEnd();
  if (written === '') return term;
  return /[,.;:]$/.test(written) ? `${written} ${term}` : `${written}, ${term}`;
}
