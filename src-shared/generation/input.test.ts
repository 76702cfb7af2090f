import { describe, expect, it } from 'vitest';
import { AppError, exitCodeOf } from '../errors/app-error.ts';
import {
  checkAspect,
  checkBackend,
  checkCache,
  checkGuidance,
  checkNegative,
  checkPrompt,
  checkSeconds,
  checkSeed,
  checkSize,
  checkSteps,
} from './input.ts';
import { generationRequestSchema } from './request.ts';

/** Code, sentence and hint of what a check throws; undefined where it does not. */
function refusalOf(
  check: () => unknown,
): { code: string; message: string; hint: string | undefined } | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, message: error.message, hint: error.hint };
  }
}

const bad: [string, () => unknown, string, RegExp][] = [
  ['an empty prompt', () => checkPrompt(''), 'input.prompt', /^The prompt is empty\.$/],
  ['a prompt of blanks', () => checkPrompt(' \n\t '), 'input.prompt', /^The prompt is empty\.$/],
  [
    'a prompt of 10,000 characters',
    () => checkPrompt('a'.repeat(10_000)),
    'input.prompt',
    /^The prompt has 10,000 characters; at most 2,000 are read\.$/,
  ],
  ['a long negative prompt', () => checkNegative('a'.repeat(2001)), 'input.prompt', /negative prompt/],
  ...['0', '-1', '1000000000', '61', '0.1'].map((text): [string, () => unknown, string, RegExp] => [
    `${text} seconds`,
    () => checkSeconds(text),
    'input.seconds',
    /out of range/,
  ]),
  ...['', 'NaN', 'Infinity', '1e9', '2s', 'two', '1,5', '0x10'].map(
    (text): [string, () => unknown, string, RegExp] => [
      `${JSON.stringify(text)} seconds`,
      () => checkSeconds(text),
      'input.seconds',
      /is not a plain number for seconds/,
    ],
  ),
  [
    'NaN seconds from the window',
    () => checkSeconds(Number.NaN),
    'input.seconds',
    /not a (plain|whole) number/,
  ],
  ['1e9 seconds from the window', () => checkSeconds(1e9), 'input.seconds', /out of range/],
  ['the aspect 16x9', () => checkAspect('16x9'), 'input.aspect', /"16x9" is not an aspect we know/],
  ['the aspect 7:5', () => checkAspect('7:5'), 'input.aspect', /not an aspect/],
  ['the size 15x7', () => checkSize('15x7'), 'input.size', /15x7 is out of range/],
  ['the size 641x360', () => checkSize('641x360'), 'input.size', /odd side/],
  ['the size 1280', () => checkSize('1280'), 'input.size', /is not a size/],
  ['the size 1e3x720', () => checkSize('1e3x720'), 'input.size', /is not a size/],
  ['a giant size', () => checkSize('30000x30000'), 'input.size', /out of range/],
  ['a negative seed', () => checkSeed('-1'), 'input.option', /is not a seed/],
  ['a seed beyond 64 bits', () => checkSeed('18446744073709551616'), 'input.option', /is not a seed/],
  ['half a step', () => checkSteps('2.5'), 'input.option', /steps/],
  ['no steps', () => checkSteps(0), 'input.option', /out of range/],
  ['negative guidance', () => checkGuidance('-1'), 'input.option', /guidance/],
  ['a cache beyond all change', () => checkCache('1.5'), 'input.option', /cache/],
  ['a cache by another word', () => checkCache('yes'), 'input.option', /cache/],
  ['an unknown backend', () => checkBackend('quantum'), 'input.option', /is not a backend/],
];

describe('bad input', () => {
  it.each(bad)('%s is refused in one sentence with a next step', (_name, check, code, sentence) => {
    const refusal = refusalOf(check);
    expect(refusal?.code).toBe(code);
    expect(refusal?.message).toMatch(sentence);
    expect(refusal?.message).toMatch(/^[^\n]{8,140}\.$/);
    expect(refusal?.hint).toMatch(/^[^\n]{8,160}[.?]$/);
  });

  it('ends the command line with exit code 3', () => {
    for (const [, check] of bad) {
      const code = refusalOf(check)?.code;
      expect(['input.prompt', 'input.seconds', 'input.aspect', 'input.size', 'input.option']).toContain(code);
    }
    expect(exitCodeOf('input.prompt')).toBe(3);
  });

  it('suggests what was probably meant', () => {
    expect(refusalOf(() => checkAspect('16x9'))?.hint).toBe('Did you mean 16:9?');
    expect(refusalOf(() => checkSize('641x361'))?.hint).toBe('Use 642x362.');
  });

  it('never repeats an endless text', () => {
    expect(refusalOf(() => checkAspect('9'.repeat(5000)))?.message.length).toBeLessThan(100);
  });
});

describe('good input', () => {
  it.each([
    'a red fox runs left through snow',
    '🦊 läuft nach links ❄️',
    'ثعلب أحمر يركض في الثلج',
    'שועל אדום רץ בשלג',
    '赤い狐が雪の中を走る',
    'a "quoted"; $(prompt) `with` <tags> & \\ and\nnew lines',
    'a'.repeat(2000),
  ])('the prompt %j is taken as it is', (prompt) => {
    expect(checkPrompt(prompt)).toBe(prompt);
  });

  it('reads numbers, sizes, seeds and names', () => {
    expect([checkSeconds('2'), checkSeconds(' 0.5 '), checkSeconds(60)]).toEqual([2, 0.5, 60]);
    expect([checkSize('1280x720'), checkSize('640×360')]).toEqual([
      { width: 1280, height: 720 },
      { width: 640, height: 360 },
    ]);
    expect([checkSeed('007'), checkSeed('18446744073709551615'), checkSeed(0)]).toEqual([
      '7',
      '18446744073709551615',
      '0',
    ]);
    expect([
      checkAspect(' 21:9 '),
      checkBackend('CPU'),
      checkSteps('12'),
      checkGuidance('2.5'),
      checkCache('on'),
      checkCache('0.1'),
    ]).toEqual(['21:9', 'cpu', 12, 2.5, 'on', 0.1]);
  });

  it('is what the request of the window takes too', () => {
    const request = { operation: 'generate', prompt: 'x'.repeat(2000), seconds: 60, seed: checkSeed('7') };
    expect(generationRequestSchema.safeParse(request).success).toBe(true);
    expect(generationRequestSchema.safeParse({ ...request, seconds: 61 }).success).toBe(false);
  });
});
