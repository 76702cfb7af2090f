import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPlainText } from './plain-text.ts';
import { promptOf, shotTransitions, storyboardSchema } from './schema.ts';
import { layOutCut } from './story-cut.ts';

const film = { num: 24, den: 1 };

describe('a plain list', () => {
  it('is a shot a line with what is known of it behind bars', () => {
    const text = `# The fox
A red fox runs through snow | 3 s | camera: slow pan left

The fox sleeps | dissolve | 1.5s | seed: 7
Night | over the hills | BRIDGE`;
    const board = storyboardSchema.parse(readPlainText(text));
    expect(board.shots).toEqual([
      { prompt: 'A red fox runs through snow', seconds: 3, camera: 'slow pan left', transition: 'cut' },
      { prompt: 'The fox sleeps', seconds: 1.5, seed: '7', transition: 'dissolve' },
      { prompt: 'Night, over the hills', seconds: 2, transition: 'bridge' },
    ]);
    expect(promptOf(board.shots[0] ?? { prompt: '' })).toBe('A red fox runs through snow, slow pan left');
  });
});

describe('the cut', () => {
  const boards = fc
    .array(
      fc.record({
        prompt: fc.constant('a fox'),
        seconds: fc.double({ min: 0.125, max: 6, noNaN: true }),
        transition: fc.constantFrom(...shotTransitions),
      }),
      { minLength: 1, maxLength: 8 },
    )
    .map((shots) => storyboardSchema.parse({ shots }));

  it('is as long as its shots, without a gap and without an overlap, and every take is long enough', () => {
    fc.assert(
      fc.property(boards, (board) => {
        const cut = layOutCut(board, film);
        const pieces = cut
          .flatMap(({ start, length, bridge }) => [
            ...(bridge === undefined ? [] : [bridge]),
            { start, length },
          ])
          .map(({ start, length }) => [start, length] as const);
        let at = 0;
        for (const [start, length] of pieces) {
          expect(start).toBe(at);
          expect(length).toBeGreaterThan(0);
          at += length;
        }
        const total = board.shots.reduce(
          (sum, shot) => sum + Math.max(1, Math.floor(shot.seconds * 24 + 0.5)),
          0,
        );
        expect(at).toBe(total);
        for (const [index, shot] of cut.entries()) {
          const after = cut[index + 1]?.dissolve?.after ?? 0;
          expect(shot.sourceIn + shot.length + after).toBeLessThanOrEqual(shot.take);
          expect(shot.sourceIn).toBeGreaterThanOrEqual(shot.dissolve?.before ?? 0);
        }
      }),
    );
  });

  it('dissolves over half a second and bridges over one', () => {
    const shots = [
      { prompt: 'a' },
      { prompt: 'b', transition: 'dissolve' },
      { prompt: 'c', transition: 'bridge' },
    ];
    const cut = layOutCut(storyboardSchema.parse({ shots }), film);
    expect(cut[1]).toMatchObject({
      start: 48,
      length: 36,
      take: 54,
      dissolve: { at: 48, before: 6, after: 6 },
    });
    expect(cut[2]).toMatchObject({ start: 108, length: 36, bridge: { start: 84, length: 24 } });
  });
});
