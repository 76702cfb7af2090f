import { expect, test } from 'vitest';
import { done, doneInTurns, mapped, type Work } from './work.ts';

function* sum(numbers: readonly number[]): Work<number> {
  const doubled = yield* mapped(numbers, (number) => number * 2);
  return doubled.reduce((total, number) => total + number, 0);
}

test('the same comes out in one go and in turns, with a turn for others after every part', async () => {
  let turns = 0;
  const pause = async (): Promise<void> => {
    turns += 1;
  };
  expect(done(sum([1, 2, 3]))).toBe(12);
  expect(await doneInTurns(sum([1, 2, 3]), pause)).toBe(12);
  expect(turns).toBe(3);
});

test('a pause that throws gives the work up, and the work tidies up after itself', async () => {
  let tidied = false;
  function* endless(): Work<never> {
    try {
      for (;;) yield;
    } finally {
      tidied = true;
    }
  }
  await expect(doneInTurns(endless(), () => Promise.reject(new Error('no longer wanted')))).rejects.toThrow(
    'no longer wanted',
  );
  expect(tidied).toBe(true);
});
