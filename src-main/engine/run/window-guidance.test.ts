import { expect, test } from 'vitest';
import { testPack } from '../../../src-shared/generation/testing/pack.ts';
import { windowGuidance } from './window-guidance.ts';

const pack = testPack({ context: { frames: 6, guidance: 1.2 } });
const wish = { guidance: 2.5, prompt: 'a red car drives', negative: '' };

function knowing(count: number) {
  return { known: Array.from({ length: 16 }, (_, at) => at < count) };
}

test('words lead until enough is known to tell a motion', () => {
  const weights = [0, 1, 2, 3, 6, 12].map((count) => windowGuidance(wish, pack, knowing(count)));
  expect(weights).toEqual([2.5, 2.5, 2.5, 1.2, 1.2, 1.2]);
});

test('a weight of the person’s own counts everywhere, and so does the pack’s where old pictures are made over', () => {
  expect(windowGuidance({ ...wish, guidance: 4 }, pack, knowing(6))).toBe(4);
  expect(windowGuidance({ ...wish, restyle: { strength: 0.5 } }, pack, knowing(6))).toBe(2.5);
});

test('no words, or the same twice, cost no second evaluation', () => {
  expect(windowGuidance({ ...wish, prompt: '' }, pack, knowing(0))).toBe(1);
  expect(windowGuidance({ ...wish, negative: wish.prompt }, pack, knowing(0))).toBe(1);
});
