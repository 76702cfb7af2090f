import { expect, test } from 'vitest';
import { fileTokenSchema } from '../../src-shared/ipc/contract.ts';
import { createFileTokens } from './file-tokens.ts';

test('a token stands for its path and tells nothing of it', () => {
  const tokens = createFileTokens();
  const token = tokens.grant('/home/ann/beach.mp4');
  expect(fileTokenSchema.safeParse(token).success).toBe(true);
  expect(token).not.toContain('beach');
  expect(tokens.pathOf(token)).toBe('/home/ann/beach.mp4');
  expect(tokens.grant('/home/ann/beach.mp4')).not.toBe(token);
});

test('a token that was never given leads nowhere', () => {
  expect(() => createFileTokens().pathOf(`file-${'0'.repeat(32)}`)).toThrow('no longer at hand');
});

test('old tokens are forgotten, new ones are not', () => {
  const tokens = createFileTokens();
  const first = tokens.grant('/first');
  const rest = Array.from({ length: 2000 }, (_, index) => tokens.grant(`/${index}`));
  expect(() => tokens.pathOf(first)).toThrow('no longer at hand');
  expect(tokens.pathOf(rest.at(-1) ?? '')).toBe('/1999');
});
