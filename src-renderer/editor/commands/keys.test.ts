import { describe, expect, it } from 'vitest';
import { chordText, matchesChord, parseChord, type KeyPress } from './keys.ts';

function press(key: string, held: Partial<KeyPress> = {}): KeyPress {
  return { key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held };
}

describe('chords', () => {
  it.each([
    ['Mod+Z', press('z', { ctrlKey: true }), true],
    ['Mod+Z', press('Z', { ctrlKey: true, shiftKey: true }), false],
    ['Mod+Shift+Z', press('Z', { ctrlKey: true, shiftKey: true }), true],
    ['Mod+Z', press('z', { metaKey: true }), false],
    ['J', press('j'), true],
    ['J', press('j', { altKey: true }), false],
    ['Space', press(' '), true],
    ['Shift+ArrowLeft', press('ArrowLeft', { shiftKey: true }), true],
    ['ArrowLeft', press('ArrowLeft', { shiftKey: true }), false],
    // On many keyboards the plus sign needs Shift.
    ['+', press('+', { shiftKey: true }), true],
    ['Mod++', press('+', { ctrlKey: true }), true],
    ['`', press('`'), true],
  ])('%s meets %o: %s', (chord, given, expected) => {
    expect(matchesChord(parseChord(chord), given, false)).toBe(expected);
  });

  it('takes Command for Mod on a Mac, and never Control', () => {
    expect(matchesChord(parseChord('Mod+K'), press('k', { metaKey: true }), true)).toBe(true);
    expect(matchesChord(parseChord('Mod+K'), press('k', { ctrlKey: true }), true)).toBe(false);
  });

  it('prints a chord as the system does', () => {
    expect(['Mod+Shift+Z', 'ArrowLeft', '+'].map((chord) => chordText(chord, false))).toEqual([
      'Ctrl+Shift+Z',
      '←',
      '+',
    ]);
    expect(chordText('Mod+Shift+Z', true)).toBe('⇧⌘Z');
  });
});
