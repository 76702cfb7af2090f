/**
 * Key chords as data: "Mod+Shift+Z", "Space", "ArrowLeft", "J". Mod is Command on a Mac and Control elsewhere. Letters and
 * signs are compared by what the key prints, so that the menu shows what the person's own keyboard says.
 */
export interface Chord {
  readonly mod: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  /** As in `KeyboardEvent.key`, letters in upper case, "Space" for the space bar. */
  readonly key: string;
}

/** What of a keyboard event a chord is compared with. */
export interface KeyPress {
  readonly key: string;
  /** The key's place on the board; only digits and Alt chords need it, whose printed sign changes with the modifier. */
  readonly code?: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

export function parseChord(text: string): Chord {
  // A chord may end in the plus sign itself: "Mod++".
  const parts = text.endsWith('++') ? [...text.slice(0, -2).split('+'), '+'] : text.split('+');
  const named = text === '+' ? ['+'] : parts;
  const key = named.at(-1) ?? '';
  const modifiers = new Set(named.slice(0, -1));
  return {
    mod: modifiers.has('Mod'),
    shift: modifiers.has('Shift'),
    alt: modifiers.has('Alt'),
    key: key.length === 1 ? key.toUpperCase() : key,
  };
}

function keyOf(press: KeyPress): string {
  if (press.key === ' ') return 'Space';
  return press.key.length === 1 ? press.key.toUpperCase() : press.key;
}

/** Where signs lie on the board most people have; with Alt a Mac prints others there. */
const signCodes: Readonly<Record<string, string>> = {
  BracketLeft: '[',
  BracketRight: ']',
  Comma: ',',
  Period: '.',
  Slash: '/',
  Semicolon: ';',
  Quote: "'",
  Minus: '-',
  Equal: '=',
};

function isDigit(key: string): boolean {
  return /^\d$/.test(key);
}

/** Shift prints another sign on a digit, and Alt prints foreign letters on some boards: there the place of the key counts. */
function isKey(chord: Chord, press: KeyPress): boolean {
  if (keyOf(press) === chord.key) return true;
  if (press.code === undefined) return false;
  if (isDigit(chord.key)) return press.code === `Digit${chord.key}`;
  if (!chord.alt) return false;
  return isLetter(chord.key) ? press.code === `Key${chord.key}` : signCodes[press.code] === chord.key;
}

/** The chord a press means, as text; undefined for a modifier alone. */
export function chordOf(press: KeyPress, isMac: boolean): string | undefined {
  if (['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'Dead', 'Unidentified'].includes(press.key))
    return undefined;
  const digit = /^Digit(\d)$/.exec(press.code ?? '')?.[1];
  const letter = press.altKey ? /^Key([A-Z])$/.exec(press.code ?? '')?.[1] : undefined;
  const key = digit ?? letter ?? keyOf(press);
  const shiftCounts = key.length > 1 || isLetter(key) || isDigit(key);
  return [
    (isMac ? press.metaKey : press.ctrlKey) && 'Mod',
    press.shiftKey && shiftCounts && 'Shift',
    press.altKey && 'Alt',
    key,
  ]
    .filter((part) => typeof part === 'string')
    .join('+');
}

/** The same chord in the one spelling that is compared and stored. */
export function normalisedChord(text: string): string {
  const chord = parseChord(text);
  const shiftCounts = chord.key.length > 1 || isLetter(chord.key) || isDigit(chord.key);
  return [chord.mod && 'Mod', chord.shift && shiftCounts && 'Shift', chord.alt && 'Alt', chord.key]
    .filter((part) => typeof part === 'string')
    .join('+');
}

function isLetter(key: string): boolean {
  return key.length === 1 && key.toLowerCase() !== key.toUpperCase();
}

export function matchesChord(chord: Chord, press: KeyPress, isMac: boolean): boolean {
  const mod = isMac ? press.metaKey : press.ctrlKey;
  const foreign = isMac ? press.ctrlKey : press.metaKey;
  if (foreign || mod !== chord.mod || press.altKey !== chord.alt) return false;
  if (!isKey(chord, press)) return false;
  // Signs need Shift on some keyboards and not on others; the sign itself is what was asked for.
  const shiftMatters = chord.key.length > 1 || isLetter(chord.key) || isDigit(chord.key);
  return !shiftMatters || press.shiftKey === chord.shift;
}

const macSigns: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥' };
const signs: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Delete: 'Del',
  Backspace: '⌫',
};

/** The chord as Electron's menus want it; undefined where they have no word for the key. */
export function acceleratorOf(text: string): string | undefined {
  const chord = parseChord(text);
  const named: Readonly<Record<string, string>> = {
    ArrowLeft: 'Left',
    ArrowRight: 'Right',
    ArrowUp: 'Up',
    ArrowDown: 'Down',
    '+': 'Plus',
  };
  const key = named[chord.key] ?? chord.key;
  if (
    !/^([!-~]|Space|Left|Right|Up|Down|Plus|Home|End|Delete|Backspace|Enter|Escape|Tab|PageUp|PageDown|Insert|F\d{1,2})$/.test(
      key,
    )
  )
    return undefined;
  return [chord.mod && 'CmdOrCtrl', chord.shift && 'Shift', chord.alt && 'Alt', key]
    .filter((part) => typeof part === 'string')
    .join('+');
}

/** The chord as a menu prints it: "Ctrl+Shift+Z", on a Mac "⇧⌘Z". */
export function chordText(text: string, isMac: boolean): string {
  const chord = parseChord(text);
  const key = signs[chord.key] ?? chord.key;
  if (isMac) {
    return [chord.alt && macSigns.Alt, chord.shift && macSigns.Shift, chord.mod && macSigns.Mod, key]
      .filter((part) => typeof part === 'string')
      .join('');
  }
  return [chord.mod && 'Ctrl', chord.shift && 'Shift', chord.alt && 'Alt', key]
    .filter((part) => typeof part === 'string')
    .join('+');
}

/** True where typing writes text, so that single keys belong to the text. */
export function isTextTarget(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  const field = target.closest('input, textarea, select, [contenteditable="true"]');
  if (field === null) return false;
  return (
    !(field instanceof HTMLInputElement) || !['checkbox', 'radio', 'range', 'button'].includes(field.type)
  );
}
