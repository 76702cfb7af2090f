import { expect, test } from 'vitest';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { readCommandLine } from './arguments.ts';

function failure(argv: readonly string[]): string {
  try {
    readCommandLine(argv);
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'no error';
}

test('words, values and flags are told apart', () => {
  const line = readCommandLine([
    'extend',
    'clip.mp4',
    '--direction',
    'forward',
    '--seconds=2',
    '-o',
    'out.mp4',
    '--json',
  ]);
  expect(line.command).toBe('extend');
  expect(line.words).toEqual(['clip.mp4']);
  expect(Object.fromEntries(line.texts)).toEqual({ direction: 'forward', seconds: '2', out: 'out.mp4' });
  expect([...line.flags]).toEqual(['json']);
});

test('a negative number is a value and not an option', () => {
  expect(readCommandLine(['generate', '--seconds', '-1', '-o', 'out.mp4']).texts.get('seconds')).toBe('-1');
});

test('a prompt may begin with dashes and hold any script', () => {
  const { texts } = readCommandLine(['generate', '--prompt', '-- שלום 🎬 —', '-o', 'out.mp4']);
  expect(texts.get('prompt')).toBe('-- שלום 🎬 —');
});

test('wrong usage is told in one sentence each', () => {
  expect(failure([])).toMatch(/^usage: Say what to do/);
  expect(failure(['make'])).toBe('usage: There is no command “make”.');
  expect(failure(['constructor'])).toBe('usage: There is no command “constructor”.');
  expect(failure(['generate', '--colour', 'red'])).toBe('usage: There is no option --colour here.');
  expect(failure(['generate', '--prompt'])).toBe('usage: --prompt needs a value.');
  expect(failure(['generate', '--prompt', '--seconds', '2'])).toBe('usage: --prompt needs a value.');
  expect(failure(['animate', '--prompt', 'a'])).toBe('usage: animate needs IMAGE.');
  expect(failure(['doctor', 'now'])).toBe('usage: “now” is one word too many for doctor.');
  expect(failure(['generate', '--json=yes'])).toMatch(/^usage: /);
});
