import {
  checkGapSeconds,
  checkMoment,
  checkOptionalPrompt,
  checkPrompt,
  checkSeconds,
  checkStrength,
} from '../../../src-shared/generation/input.ts';
import {
  generationRequestSchema,
  requestLimits,
  type GenerationRequest,
} from '../../../src-shared/generation/request.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import { requiredText, usageError, type CommandLine, type CommandName } from '../arguments.ts';
import { readGenerationOptions } from '../options.ts';
import { keysOf } from './command-sources.ts';

/** Commands that make a clip. */
export const generationCommands = [
  'generate',
  'animate',
  'extend',
  'loop',
  'bridge',
  'fill',
  'restyle',
  'smooth',
] as const satisfies readonly CommandName[];
export type GenerationCommand = (typeof generationCommands)[number];

const defaultSeconds = 2;

function directionOf(line: CommandLine): 'extend-forward' | 'extend-backward' {
  const direction = requiredText(line, 'direction', '--direction forward or backward');
  if (direction === 'forward') return 'extend-forward';
  if (direction === 'backward') return 'extend-backward';
  throw usageError(`The direction is forward or backward, not “${direction.slice(0, 40)}”.`);
}

/** What this operation alone takes from the line, by the names of the request's schema. */
function ownFields(line: CommandLine, command: GenerationCommand, ids: readonly MediaId[]): object {
  const written = line.texts.get('prompt');
  const needsPrompt = (): string => checkPrompt(requiredText(line, 'prompt', '--prompt'));
  const mayPrompt = (): string => checkOptionalPrompt(written ?? '');
  const seconds = (): number => checkSeconds(line.texts.get('seconds') ?? defaultSeconds);
  const required = (name: string): string => requiredText(line, name, `--${name}`);
  const [source, second] = ids;
  switch (command) {
    case 'generate': {
      const keys = keysOf(line);
      if (keys.length === 0) return { operation: 'generate', prompt: needsPrompt(), seconds: seconds() };
      if (keys.length > requestLimits.keys.max) {
        throw new AppError('input.option', `${keys.length} keyframes are too many.`, {
          hint: `Use at most ${requestLimits.keys.max}.`,
        });
      }
      const pinned = keys.map(({ frame, at }, index) => ({ source: ids[index], frame, at }));
      return { operation: 'keyframes', prompt: mayPrompt(), seconds: seconds(), keys: pinned };
    }
    case 'animate':
      return {
        operation: 'animate',
        prompt: mayPrompt(),
        seconds: seconds(),
        image: source,
        ...(line.texts.has('last') ? { last: second } : {}),
      };
    case 'extend':
      return {
        operation: directionOf(line),
        prompt: mayPrompt(),
        seconds: checkSeconds(required('seconds')),
        source,
      };
    case 'loop':
      return source === undefined
        ? { operation: 'loop', prompt: needsPrompt(), seconds: seconds() }
        : { operation: 'loop', prompt: mayPrompt(), seconds: seconds(), source };
    case 'bridge':
      return {
        operation: 'bridge',
        prompt: mayPrompt(),
        seconds: checkGapSeconds(required('seconds')),
        before: { source },
        after: { source: second },
        join: line.flags.has('join'),
      };
    case 'fill': {
      const [from, to] = [checkMoment(required('from')), checkMoment(required('to'))];
      return { operation: 'fill', prompt: mayPrompt(), source, from, to };
    }
    case 'restyle': {
      const strength = checkStrength(required('strength'));
      return { operation: 'restyle', prompt: needsPrompt(), source, strength };
    }
    case 'smooth':
      required('fps');
      return { operation: 'smooth', prompt: mayPrompt(), source };
    default:
      return assertNever(command);
  }
}

/**
 * The request a command line stands for.
 *
 * @param ids of the files it names, in the order of `filesOf`
 * @throws AppError `usage`, `input.*`
 */
export function requestOf(
  line: CommandLine,
  command: GenerationCommand,
  ids: readonly MediaId[],
): GenerationRequest {
  return generationRequestSchema.parse({ ...readGenerationOptions(line), ...ownFields(line, command, ids) });
}
