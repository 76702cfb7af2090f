import { expect, test } from 'vitest';
import { createHandoff } from './handoff.ts';

test('items arrive in order and one at a time', async () => {
  const handoff = createHandoff<number>();
  const log: string[] = [];
  const taker = (async () => {
    for await (const item of handoff.items) {
      log.push(`use ${item}`);
      await Promise.resolve();
      log.push(`used ${item}`);
    }
  })();
  for (const item of [1, 2, 3]) {
    await handoff.give(item);
    log.push(`given ${item}`);
  }
  handoff.end();
  await taker;
  expect(log).toEqual([1, 2, 3].flatMap((item) => [`use ${item}`, `used ${item}`, `given ${item}`]));
});

test('a maker that fails is heard by the taker', async () => {
  const handoff = createHandoff<number>();
  const taker = (async () => {
    for await (const item of handoff.items) expect(item).toBe(1);
  })();
  await handoff.give(1);
  handoff.fail(new Error('no more'));
  await expect(taker).rejects.toThrow('no more');
});

test('a taker that leaves does not hold the maker up', async () => {
  const handoff = createHandoff<number>();
  const taker = (async () => {
    for await (const item of handoff.items) if (item === 2) throw new Error('enough');
  })();
  const maker = (async () => {
    for (const item of [1, 2, 3, 4]) await handoff.give(item);
    handoff.end();
  })();
  await expect(taker).rejects.toThrow('enough');
  await maker;
});

test('a maker whose taker never came is let go when it fails', async () => {
  const handoff = createHandoff<number>();
  const given = handoff.give(1);
  handoff.fail(new Error('no disk'));
  await expect(given).resolves.toBeUndefined();
});
