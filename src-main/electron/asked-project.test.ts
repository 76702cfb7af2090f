import { expect, test } from 'vitest';
import { createAskedProject } from './asked-project.ts';

test('what was asked for before anybody listened waits, once', () => {
  const asked = createAskedProject();
  asked.ask('/films/Sea.kinoloom');
  expect(asked.take()).toBe('/films/Sea.kinoloom');
  expect(asked.take()).toBeUndefined();
});

test('of several only the last waits, and each is told', () => {
  const asked = createAskedProject();
  let told = 0;
  asked.listen(() => (told += 1));
  asked.ask('/films/Sea.kinoloom');
  asked.ask('/films/Hills.kinoloomz');
  expect(told).toBe(2);
  expect(asked.take()).toBe('/films/Hills.kinoloomz');
});
