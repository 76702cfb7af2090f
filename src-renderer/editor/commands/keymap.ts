import { avidKeys } from './presets/avid.ts';
import { finalCutKeys } from './presets/final-cut.ts';
import { premiereKeys } from './presets/premiere.ts';
import { resolveKeys } from './presets/resolve.ts';
import { normalisedChord } from './keys.ts';

export const keyPresets = ['kinoloom', 'premiere', 'resolve', 'final-cut', 'avid'] as const;
export type KeyPreset = (typeof keyPresets)[number];

/** Command id -> its chords. A command that is not in it keeps the chords of the command table. */
export type KeyTable = Readonly<Record<string, readonly string[]>>;

const tables: Readonly<Record<KeyPreset, KeyTable>> = {
  kinoloom: {},
  premiere: premiereKeys,
  resolve: resolveKeys,
  'final-cut': finalCutKeys,
  avid: avidKeys,
};

export interface KeyChoice {
  readonly preset: KeyPreset;
  /** What the person changed, over the preset. */
  readonly own: KeyTable;
}

interface Keyed {
  readonly id: string;
  readonly keys?: readonly string[];
}

export function presetTable(preset: KeyPreset): KeyTable {
  return tables[preset];
}

/**
 * The chords of a command under a choice: the person's own, else the preset's, else the table's. A chord of the table
 * that the preset gives to another command is not kept for this one: a preset has the last word over our own keys.
 */
export function keysIn(command: Keyed, { preset, own }: KeyChoice): readonly string[] {
  const mine = own[command.id];
  if (mine !== undefined) return mine;
  const table = tables[preset];
  const fromPreset = table[command.id];
  if (fromPreset !== undefined) return fromPreset;
  const taken = takenBy(preset);
  return (command.keys ?? []).filter((chord) => !taken.has(normalisedChord(chord)));
}

const takenCache = new Map<KeyPreset, ReadonlySet<string>>();

function takenBy(preset: KeyPreset): ReadonlySet<string> {
  const known = takenCache.get(preset);
  if (known !== undefined) return known;
  const taken = new Set(Object.values(tables[preset]).flat().map(normalisedChord));
  takenCache.set(preset, taken);
  return taken;
}

/** Chords that more than one command asks for: chord -> ids, in the table's order. The first one gets the key press. */
export function conflictsOf(
  commands: readonly Keyed[],
  choice: KeyChoice,
): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  for (const command of commands) {
    for (const chord of keysIn(command, choice)) {
      const name = normalisedChord(chord);
      users.set(name, [...(users.get(name) ?? []), command.id]);
    }
  }
  return new Map([...users].filter(([, ids]) => ids.length > 1));
}

/** A choice in which `chord` runs `id` and nothing else. */
export function withChord(
  commands: readonly Keyed[],
  choice: KeyChoice,
  id: string,
  chord: string,
): KeyChoice {
  const name = normalisedChord(chord);
  const own: Record<string, readonly string[]> = { ...choice.own };
  for (const command of commands) {
    const keys = keysIn(command, choice);
    if (command.id === id) own[id] = [name, ...keys.filter((key) => normalisedChord(key) !== name)];
    else if (keys.some((key) => normalisedChord(key) === name)) {
      own[command.id] = keys.filter((key) => normalisedChord(key) !== name);
    }
  }
  return { ...choice, own };
}

/** A choice in which a command has the chords of the preset again. */
export function withoutOwn(choice: KeyChoice, id: string): KeyChoice {
  return { ...choice, own: Object.fromEntries(Object.entries(choice.own).filter(([name]) => name !== id)) };
}
