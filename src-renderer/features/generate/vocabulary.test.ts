import { describe, expect, it } from 'vitest';
import { addTerm, readPrompt } from './vocabulary.ts';

const vocabulary = {
  settings: ['meadow', 'city', 'mountains'],
  subjects: ['bus', 'balloon', 'dog'],
  actions: ['rises', 'moves left', 'stands still'],
  cameras: ['zoom in', 'pan left'],
  colours: ['red'],
};

function terms(prompt: string): readonly string[] {
  return readPrompt(prompt, vocabulary).understood.map(({ term }) => term);
}

describe('what the model understood', () => {
  it('finds words and phrases in the order they are written, each once', () => {
    expect(terms('A red balloon rises; red dog. Zoom in!')).toEqual([
      'red',
      'balloon',
      'rises',
      'dog',
      'zoom in',
    ]);
  });

  it('hears a phrase with small words inside it, and a phrase named by the one word that is only its own', () => {
    expect(terms('A bus moves to the left')).toEqual(['bus', 'moves left']);
    expect(terms('It stands, then zooms')).toEqual(['stands still', 'zoom in']);
  });

  it('reports a word of several phrases neither as understood nor as unknown', () => {
    expect(readPrompt('The bus turns left', vocabulary)).toEqual({
      understood: [{ category: 'subjects', term: 'bus' }],
      unknown: ['turns'],
    });
  });

  it('knows the usual forms of a word', () => {
    expect(terms('dogs and buses rising over a mountain')).toEqual(['dog', 'bus', 'rises', 'mountains']);
  });

  it('does not find words inside others', () => {
    expect(terms('bustle, doggerel, capacity')).toEqual([]);
  });

  it('names what it was never taught, without the words that bind a sentence', () => {
    expect(readPrompt('a dragon over the city with 3 swords', vocabulary).unknown).toEqual([
      'dragon',
      'swords',
    ]);
  });

  it('reads right-to-left text, emoji and nothing at all without complaint', () => {
    expect(readPrompt('', vocabulary)).toEqual({ understood: [], unknown: [] });
    expect(readPrompt('🎈🎈 بالون', vocabulary)).toEqual({ understood: [], unknown: ['بالون'] });
  });

  it.each([
    ['', 'red', 'red'],
    ['a dog', 'red', 'a dog, red'],
    ['a dog, ', 'red', 'a dog, red'],
  ])('adds to %o as a person would', (prompt, term, expected) => {
    expect(addTerm(prompt, term)).toBe(expected);
  });
});
