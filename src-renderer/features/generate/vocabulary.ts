/**
 * What a pack says it was taught (`pack.json`, `prompt`), and which of it a prompt names. Plain word matching: it claims no
 * more than that the words stand there. Phrases win over the words inside them ("zoom in" before "in").
 */
export type Vocabulary = Readonly<Record<string, readonly string[]>>;

export interface Understood {
  readonly category: string;
  readonly term: string;
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
  readonly words: readonly string[];
}

function termsOf(vocabulary: Vocabulary): TermWords[] {
  const terms: TermWords[] = [];
  for (const [category, list] of Object.entries(vocabulary)) {
    for (const term of list) {
      terms.push({ category, term, words: term.toLowerCase().split(/\s+/) });
    }
  }
  return terms.sort((a, b) => b.words.length - a.words.length);
}

/** Binding words that may stand inside a phrase: "moves to the left" says "moves left". */
const mostBetween = 2;

/** How many words from `at` on say the phrase; 0 = it is not said there. */
function saidAt(words: readonly string[], at: number, phrase: readonly string[]): number {
  let next = at;
  for (const [place, part] of phrase.entries()) {
    let skipped = 0;
    while (!sameWord(words[next] ?? '', part)) {
      if (place === 0 || skipped === mostBetween || !bindingWords.has(words[next] ?? '')) return 0;
      next += 1;
      skipped += 1;
    }
    next += 1;
  }
  return next - at;
}

export function readPrompt(prompt: string, vocabulary: Vocabulary): PromptReading {
  const words = prompt.toLowerCase().match(wordPattern) ?? [];
  const terms = termsOf(vocabulary);
  const understood: Understood[] = [];
  const unknown: string[] = [];
  const note = ({ category, term }: TermWords): void => {
    if (!understood.some((known) => known.category === category && known.term === term)) {
      understood.push({ category, term });
    }
  };
  let index = 0;
  while (index < words.length) {
    const at = index;
    const match = terms.find(({ words: phrase }) => saidAt(words, at, phrase) > 0);
    if (match !== undefined) {
      note(match);
      index += saidAt(words, at, match.words);
      continue;
    }
    const word = words[index] ?? '';
    index += 1;
    if (bindingWords.has(word) || /^\d+$/.test(word)) continue;
    // Part of one phrase alone ("mountains" of "snowy mountains") means that phrase; part of several, it is known but
    // says nothing yet ("moves").
    const holders = terms.filter((term) => term.words.some((part) => sameWord(word, part)));
    const [only] = holders;
    if (only === undefined) {
      if (!unknown.includes(word)) unknown.push(word);
    } else if (holders.length === 1) {
      note(only);
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
