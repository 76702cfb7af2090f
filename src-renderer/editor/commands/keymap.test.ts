import { describe, expect, it } from 'vitest';
import { createMemoryKeptText } from '../remembered.ts';
import { createKeysStore } from '../stores/keys-store.ts';
import {
  conflictsOf,
  keyPresets,
  keysIn,
  presetTable,
  withChord,
  withoutOwn,
  type KeyChoice,
} from './keymap.ts';
import { chordOf, normalisedChord, type KeyPress } from './keys.ts';
import { commandTable } from './table.ts';

const plain: KeyChoice = { preset: 'kinoloom', own: {} };
const commands = [{ id: 'a', keys: ['A'] }, { id: 'b', keys: ['B', 'Mod+B'] }, { id: 'c' }];

function press(key: string, held: Partial<KeyPress> = {}): KeyPress {
  return { key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held };
}

describe('choosing keys', () => {
  it('gives a chord to one command and takes it from the other', () => {
    const choice = withChord(commands, plain, 'c', 'B');
    expect(commands.map((command) => keysIn(command, choice))).toEqual([['A'], ['Mod+B'], ['B']]);
    expect(conflictsOf(commands, choice).size).toBe(0);
    expect(keysIn({ id: 'b', keys: ['B', 'Mod+B'] }, withoutOwn(choice, 'b'))).toEqual(['B', 'Mod+B']);
  });

  it('shows what two commands ask for', () => {
    const choice: KeyChoice = { preset: 'kinoloom', own: { c: ['A'] } };
    expect([...conflictsOf(commands, choice)]).toEqual([['A', ['a', 'c']]]);
  });

  it('is remembered', () => {
    const kept = createMemoryKeptText();
    createKeysStore(kept).setState({ preset: 'avid', own: { 'edit.undo': ['F9'] } });
    expect(createKeysStore(kept).getState()).toEqual({ preset: 'avid', own: { 'edit.undo': ['F9'] } });
  });

  it('reads a chord from the board, whatever Shift or Alt print there', () => {
    expect(chordOf(press('!', { code: 'Digit1', shiftKey: true }), false)).toBe('Shift+1');
    expect(chordOf(press('å', { code: 'KeyA', altKey: true }), true)).toBe('Alt+A');
    expect(chordOf(press('Shift', { shiftKey: true }), false)).toBeUndefined();
    expect(chordOf(press('?', { shiftKey: true, code: 'Slash' }), false)).toBe('?');
  });
});

describe.each(keyPresets)('the preset %s', (preset) => {
  it('names only commands there are, and gives no chord to two of them', () => {
    const ids = new Set(commandTable.map(({ id }) => id));
    expect(Object.keys(presetTable(preset)).filter((id) => !ids.has(id))).toEqual([]);
    expect([...conflictsOf(commandTable, { preset, own: {} })]).toEqual([]);
    for (const chord of Object.values(presetTable(preset)).flat()) expect(normalisedChord(chord)).toBe(chord);
  });
});
