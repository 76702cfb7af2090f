import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addTerm, readPrompt, type Vocabulary } from './vocabulary.ts';

const vocabulary: Vocabulary = {
  prompt: {
    settings: ['meadow', 'city', 'mountains', 'ocean'],
    subjects: ['bus', 'balloon', 'dog'],
    actions: ['rises', 'moves left', 'stands still'],
    cameras: ['zoom in', 'pan left'],
    colours: ['red', 'blue'],
  },
  otherWords: {
    ocean: ['on the sea', 'at open sea'],
    'moves left': ['sails left', 'from right to left'],
    rises: ['goes up', 'sails up'],
    red: ['cherry red', 'dark red'],
    blue: ['dark blue'],
  },
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
      understood: [{ category: 'subjects', term: 'bus', from: 4, to: 7 }],
      unknown: ['turns'],
    });
  });

  it('knows the usual forms of a word', () => {
    expect(terms('dogs and buses rising over a mountain')).toEqual(['dog', 'bus', 'rises', 'mountains']);
  });

  it('knows the other words the model was taught, by the term they stand for', () => {
    expect(terms('A cherry red bus sails slowly to the left on a calm sea')).toEqual([
      'red',
      'bus',
      'moves left',
      'ocean',
    ]);
    expect(terms('It goes from right to left, then up')).toEqual(['moves left']);
  });

  it('takes a word of an other phrase alone for nothing, and does not call it unknown', () => {
    expect(readPrompt('the bus sails, dark', vocabulary)).toMatchObject({
      understood: [{ term: 'bus' }],
      unknown: [],
    });
  });

  it('says where the prompt names a term', () => {
    const prompt = 'İ A bus moves slowly to the LEFT, pans left';
    const said = readPrompt(prompt, vocabulary).understood.map(({ from, to }) => prompt.slice(from, to));
    expect(said).toEqual(['bus', 'moves slowly to the LEFT', 'pans left']);
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

describe('the embedded model’s own list', () => {
  const { prompt, otherWords }: Vocabulary = JSON.parse(
    readFileSync(new URL('../../../models/animatic/pack.json', import.meta.url), 'utf8'),
  );

  // Captions it was trained on, and their other words.
  it.each([
    ['a yellow boat sails slowly to the left on the ocean at dawn', 'yellow boat moves left ocean dawn'],
    [
      'A big green bus drives from right to left by night, in the city',
      'big green bus moves left night city',
    ],
    ['the labrador stays in place on a lawn, the camera pans right', 'dog stands still meadow pan right'],
    ['a cobalt space rocket lifts off at first light', 'blue rocket rises dawn'],
  ])('reads all of %o', (caption, expected) => {
    const { understood, unknown } = readPrompt(caption, { prompt, otherWords });
    expect(understood.map(({ term }) => term).join(' ')).toBe(expected);
    expect(unknown).toEqual([]);
  });
});
