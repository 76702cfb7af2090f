import { describe, expect, it } from 'vitest';
import { expandedCaption, termOf, withTerm } from './caption.ts';
import type { Vocabulary } from './vocabulary.ts';

const vocabulary: Vocabulary = {
  prompt: {
    settings: ['meadow', 'city'],
    times: ['day', 'sunset'],
    subjects: ['car', 'balloon'],
    colours: ['red', 'blue'],
    actions: ['stands still', 'moves left', 'rises'],
    cameras: ['static', 'pan left', 'zoom in'],
  },
  otherWords: { 'pan left': ['swings to the left'] },
};

describe('an expanded caption', () => {
  it('says what was understood in the order of captions, and the plainest for what was left open', () => {
    expect(expandedCaption('At sunset a red balloon', vocabulary)).toBe(
      'red, balloon, stands still, meadow, sunset, static',
    );
  });

  it('is not offered where nothing was understood or nothing would change', () => {
    expect(expandedCaption('Quux', vocabulary)).toBeUndefined();
    const full = expandedCaption('a red balloon rises, pan left', vocabulary) ?? '';
    expect(expandedCaption(full, vocabulary)).toBeUndefined();
  });
});

describe('menus that write into the prompt', () => {
  it('add a term, change it in its place, and take it out again', () => {
    const added = withTerm('A red car', vocabulary, 'cameras', 'pan left');
    expect(added).toBe('A red car, pan left');
    const changed = withTerm(added, vocabulary, 'cameras', 'zoom in');
    expect(changed).toBe('A red car, zoom in');
    expect(termOf(changed, vocabulary, 'cameras')).toBe('zoom in');
    expect(withTerm(changed, vocabulary, 'cameras', '')).toBe('A red car');
    // However it is said.
    const said = 'The camera pans to the left over a red car';
    expect(withTerm(said, vocabulary, 'cameras', 'zoom in')).toBe('The camera zoom in over a red car');
    expect(withTerm('Swings left, a car', vocabulary, 'cameras', '')).toBe('a car');
  });
});
