import { expectedNames, type Expectation } from './prompt-set.ts';
import { meant, type Vocabulary } from './vocabulary.ts';

/** What was seen in a clip: for each attribute of the world one value, and what no network is needed for. */
export interface Reading {
  readonly values: ReadonlyMap<string, string>;
  /** Mean distance of the colours from grey, CIE Lab. */
  readonly chroma: number;
}

/** `unread`: nothing here can see that, so it counts neither way. */
export type Verdict = 'right' | 'wrong' | 'unread';

export interface Judgement {
  readonly verdicts: ReadonlyMap<keyof Expectation, Verdict>;
  /** Everything that could be read was right, and something could. */
  readonly all: boolean;
}

/** Pictures with less colour than this are black and white to anybody. */
const greyChroma = 4;

const greyStyles: ReadonlySet<string> = new Set(['black and white', 'monochrome', 'greyscale', 'grayscale']);
const colourStyles: ReadonlySet<string> = new Set(['colour', 'color', 'in colour', 'full colour']);

function styleVerdict(wanted: string, chroma: number): Verdict {
  const style = wanted.toLowerCase().trim();
  if (greyStyles.has(style)) return chroma < greyChroma ? 'right' : 'wrong';
  if (colourStyles.has(style)) return chroma >= greyChroma ? 'right' : 'wrong';
  return 'unread';
}

/** A direction is where an action leads. */
function attributeOf(name: keyof Expectation): string {
  return name === 'direction' ? 'action' : name;
}

/**
 * Holds what was seen against what was asked for. A value that the world does not have can't be in the picture, so it
 * is wrong; an attribute that nothing reads is left out.
 */
export function judge(expect: Expectation, reading: Reading, vocabulary: Vocabulary): Judgement {
  const verdicts = new Map<keyof Expectation, Verdict>();
  for (const name of expectedNames) {
    const written = expect[name];
    if (written === undefined) continue;
    // An action that says the direction too is not asked for twice.
    if (name === 'action' && expect.direction !== undefined && isOneWay(String(written), vocabulary))
      continue;
    if (name === 'style') {
      verdicts.set(name, styleVerdict(String(written), reading.chroma));
      continue;
    }
    const attribute = attributeOf(name);
    const values = meant(vocabulary, attribute, String(written));
    const seen = reading.values.get(attribute);
    if (values === undefined || seen === undefined) verdicts.set(name, 'unread');
    else verdicts.set(name, values.includes(seen) ? 'right' : 'wrong');
  }
  const read = [...verdicts.values()].filter((verdict) => verdict !== 'unread');
  return { verdicts, all: read.length > 0 && read.every((verdict) => verdict === 'right') };
}

function isOneWay(action: string, vocabulary: Vocabulary): boolean {
  const values = meant(vocabulary, 'action', action) ?? [];
  return values.length === 1 && (values[0] === 'left' || values[0] === 'right');
}
