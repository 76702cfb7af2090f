import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../errors/app-error.ts';
import { figure, shareFigure, spreadFigures, targetText } from './figure.ts';
import { judge, type Reading } from './judge.ts';
import { parsePromptSet } from './prompt-set.ts';
import { createPromptTally } from './prompt-tally.ts';
import { interleaved } from './schedule.ts';
import type { Vocabulary } from './vocabulary.ts';

const vocabulary: Vocabulary = new Map([
  ['setting', ['meadow', 'mountains', 'ocean']],
  ['subject', ['car', 'dog']],
  ['colour', ['red', 'blue']],
  ['action', ['still', 'left', 'right', 'rise', 'fall', 'bounce']],
  ['camera', ['static', 'pan left', 'pan right']],
]);

const seen: Reading = {
  values: new Map([
    ['setting', 'mountains'],
    ['subject', 'car'],
    ['colour', 'red'],
    ['action', 'left'],
    ['camera', 'static'],
  ]),
  chroma: 30,
};

function fault(text: string): string {
  try {
    parsePromptSet(text, 'list.json');
  } catch (error) {
    if (error instanceof AppError && error.code === 'input.file.format') return error.message;
    throw error;
  }
  throw new Error('It was taken.');
}

describe('a list of prompts', () => {
  it('is read', () => {
    const text = '[{"prompt": " a red car ", "expect": {"subject": "car", "count": 1}}]';
    expect(parsePromptSet(text, 'list.json')).toEqual([
      { prompt: 'a red car', expect: { subject: 'car', count: 1 } },
    ]);
  });

  it.each([
    ['{', '“list.json” is not valid JSON.'],
    ['{}', "“list.json” can't be used as prompts: it is not a list."],
    ['[]', "“list.json” can't be used as prompts: it holds no prompt."],
    [
      '["a red car"]',
      "“list.json” can't be used as prompts: entry 1 is not a prompt with what it should show.",
    ],
    ['[{"prompt": "a"}]', "“list.json” can't be used as prompts: entry 1 has no usable “expect”."],
    [
      '[{"prompt": "", "expect": {}}]',
      "“list.json” can't be used as prompts: entry 1 has no usable “prompt”.",
    ],
    [
      '[{"prompt": "a", "expect": {"color": "red"}}]',
      "“list.json” can't be used as prompts: entry 1 has “color” in “expect”, which is not known.",
    ],
    [
      '[{"prompt": "a", "expect": {}}, {"prompt": "b", "expect": {"time": 3}}]',
      "“list.json” can't be used as prompts: entry 2 has no usable “expect.time”.",
    ],
  ])('%s is refused in one sentence', (text, sentence) => {
    expect(fault(text)).toBe(sentence);
  });

  it('never fails in another way', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const outcome = (): unknown => {
          try {
            return parsePromptSet(text, 'x');
          } catch (error) {
            return error;
          }
        };
        expect([AppError, Array].some((kind) => outcome() instanceof kind)).toBe(true);
      }),
    );
  });
});

describe('a judgement', () => {
  it('takes other words for the same', () => {
    const { verdicts, all } = judge(
      { setting: 'Snowy Mountains', subject: 'automobile', action: 'drives slowly', direction: 'left' },
      seen,
      vocabulary,
    );
    expect([...verdicts.values()]).toEqual(['right', 'right', 'right', 'right']);
    expect(all).toBe(true);
  });

  it('counts what the world does not have as wrong, and leaves out what nothing reads', () => {
    const { verdicts, all } = judge({ subject: 'mammoth', count: 'two', weather: 'snow' }, seen, vocabulary);
    expect(Object.fromEntries(verdicts)).toEqual({ subject: 'wrong', count: 'unread', weather: 'unread' });
    expect(all).toBe(false);
  });

  it('asks for a direction once', () => {
    const { verdicts } = judge({ action: 'moves left', direction: 'left' }, seen, vocabulary);
    expect([...verdicts.keys()]).toEqual(['direction']);
    expect(judge({ direction: 'right' }, seen, vocabulary).verdicts.get('direction')).toBe('wrong');
  });

  it('sees black and white by itself', () => {
    const grey = { ...seen, chroma: 1 };
    expect(judge({ style: 'black and white' }, grey, vocabulary).verdicts.get('style')).toBe('right');
    expect(judge({ style: 'black and white' }, seen, vocabulary).verdicts.get('style')).toBe('wrong');
    expect(judge({ style: 'neon' }, seen, vocabulary).verdicts.get('style')).toBe('unread');
  });

  it('of nothing read is not all right', () => {
    expect(judge({ count: 2 }, seen, vocabulary).all).toBe(false);
  });
});

describe('a tally', () => {
  it('shares out what was right', () => {
    const tally = createPromptTally('held', { mean: { atLeast: 0.5 } }, new Map([['mean', 0.99]]));
    tally.add(judge({ subject: 'car', colour: 'red' }, seen, vocabulary));
    tally.add(judge({ subject: 'dog', colour: 'red', count: 2 }, seen, vocabulary));
    expect(tally.figures()).toEqual([
      { name: 'held-mean', value: 0.75, count: 4, ceiling: 0.99, target: { atLeast: 0.5 }, met: true },
      { name: 'held-all', value: 0.5, count: 2 },
      { name: 'held-subject', value: 0.5, count: 2 },
      { name: 'held-colour', value: 1, count: 2 },
    ]);
    expect(tally.unread).toEqual(['count']);
  });
});

describe('figures', () => {
  it('know whether they reach their target', () => {
    expect(figure('a', 1.3, 5, { target: { from: 0.7, to: 1.3 } }).met).toBe(true);
    expect(figure('a', 1.31, 5, { target: { from: 0.7, to: 1.3 } }).met).toBe(false);
    expect(figure('a', 1.31, 5).met).toBeUndefined();
    expect(targetText({ atMost: 2 })).toBe('at most 2');
  });

  it('are none of nothing', () => {
    expect(shareFigure('a', [])).toEqual([]);
    expect(spreadFigures('a', [])).toEqual([]);
    expect(
      spreadFigures('a', [1, 2, 9], { p95: { atMost: 2 } }).map(({ value, met }) => [value, met]),
    ).toEqual([
      [2, undefined],
      [9, false],
    ]);
  });
});

it('work is mixed so that a stop at any time leaves every section its share', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }), (counts) => {
      const sections = counts.map((count, at) =>
        Array.from({ length: count }, () => ({ section: String(at), run: () => Promise.resolve() })),
      );
      const order = interleaved(sections);
      expect(order).toHaveLength(counts.reduce((sum, count) => sum + count, 0));
      const done = counts.map(() => 0);
      for (const [index, { section }] of order.entries()) {
        done[Number(section)] = (done[Number(section)] ?? 0) + 1;
        const share = (index + 1) / order.length;
        for (const [at, count] of counts.entries()) {
          expect(Math.abs((done[at] ?? 0) / count - share)).toBeLessThanOrEqual(
            1 / count + counts.length / order.length,
          );
        }
      }
    }),
  );
});
