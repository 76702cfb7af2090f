import type { LabelColour } from '../../../../src-shared/project/labels.ts';
import type { ClipKind } from '../clip-kind.ts';

export interface ClipColours {
  readonly fill: string;
  readonly lifted: string;
  readonly stripe: string;
}

/** The tokens a canvas draws with, read from the page once. */
export interface Palette {
  readonly text: string;
  readonly quiet: string;
  readonly mark: string;
  readonly accent: string;
  readonly edge: string;
  readonly gen: string;
  readonly veil: string;
  readonly face: string;
  readonly mono: string;
  label(colour: LabelColour): string;
  clip(kind: ClipKind): ClipColours;
}

let known: Palette | null = null;

/** Answers what has been found before without asking again. */
function remembering<Key, Value>(find: (key: Key) => Value): (key: Key) => Value {
  const found = new Map<Key, Value>();
  return (key) => {
    const value = found.get(key) ?? find(key);
    found.set(key, value);
    return value;
  };
}

function read(): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    text: token('--text-1'),
    quiet: token('--text-2'),
    mark: token('--line-control'),
    accent: token('--accent'),
    edge: token('--edge'),
    gen: token('--gen'),
    veil: token('--veil-strong'),
    face: token('--face'),
    mono: token('--face-mono'),
    label: remembering((colour) => token(`--label-${colour}`)),
    clip: remembering((kind) => {
      const fill = token(`--clip-${kind}`);
      return kind === 'missing'
        ? { fill, lifted: fill, stripe: token('--error') }
        : { fill, lifted: token(`--clip-${kind}-lifted`), stripe: token(`--clip-${kind}-stripe`) };
    }),
  };
}

/** Asking the page for a colour costs more than drawing with it: they are kept until the theme changes. */
export function palette(): Palette {
  if (known === null) {
    known = read();
    matchMedia('(prefers-contrast: more)').addEventListener('change', () => (known = null), { once: true });
  }
  return known;
}
