import { AppError } from '../../src-shared/errors/app-error.ts';
import {
  checkAspect,
  checkBackend,
  checkCache,
  checkGuidance,
  checkNegative,
  checkSeed,
  checkSize,
  checkSteps,
  checkTakes,
} from '../../src-shared/generation/input.ts';
import { parseProjectRate } from '../../src-shared/time/project-rate.ts';
import type { CommandLine } from './arguments.ts';

function checkFit(text: string): 'cover' | 'contain' {
  if (text === 'crop') return 'cover';
  if (text === 'pad') return 'contain';
  throw new AppError('input.option', `“${text.slice(0, 40)}” is no way to fit a picture into a frame.`, {
    hint: 'Use crop or pad.',
  });
}

/** What all operations have in common; what was not said is absent. */
export function readGenerationOptions(line: CommandLine) {
  const read = <Value>(name: string, reader: (value: string) => Value): Value | undefined => {
    const value = line.texts.get(name);
    return value === undefined ? undefined : reader(value);
  };
  const given = {
    negative: read('negative', checkNegative),
    aspect: read('aspect', checkAspect),
    size: read('size', checkSize),
    rate: read('fps', parseProjectRate),
    seed: read('seed', checkSeed),
    steps: read('steps', checkSteps),
    guidance: read('guidance', checkGuidance),
    cache: read('cache', checkCache),
    packId: line.texts.get('pack'),
    backend: read('backend', checkBackend),
    fit: read('fit', checkFit),
    takes: read('takes', checkTakes),
    match: line.flags.has('no-match') ? false : undefined,
    raw: line.flags.has('raw') ? true : undefined,
  };
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof typeof given]?: NonNullable<(typeof given)[Name]> };
}
