import { parseArgs } from 'node:util';
import { AppError } from '../../src-shared/errors/app-error.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const everywhere = { json: flag, help: { ...flag, short: 'h' }, version: flag } as const;
const generation = {
  prompt: text,
  negative: text,
  seconds: text,
  aspect: text,
  size: text,
  fps: text,
  seed: text,
  steps: text,
  guidance: text,
  pack: text,
  backend: text,
  raw: flag,
  out: { ...text, short: 'o' },
} as const;

type Options = Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string }>;

/** Commands with their options and the words after them; `positional` names what is missing in the sentence. */
const commands = {
  generate: { options: generation, positional: [] },
  animate: { options: generation, positional: ['IMAGE'] },
  extend: { options: { ...generation, direction: text }, positional: ['CLIP'] },
  export: { options: { out: { ...text, short: 'o' }, preset: text }, positional: ['PROJECT'] },
  project: { options: {}, positional: ['new|info|check', 'FILE'] },
  packs: { options: {}, positional: ['list|verify'] },
  doctor: { options: {}, positional: [] },
} as const satisfies Record<string, { options: Options; positional: readonly string[] }>;

export type CommandName = keyof typeof commands;

export interface CommandLine {
  readonly command: CommandName;
  /** As many as the command names. */
  readonly words: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
  readonly flags: ReadonlySet<string>;
}

export function usageError(sentence: string, cause?: unknown): AppError {
  return new AppError('usage', sentence, { hint: 'See kinoloom --help.', cause });
}

function isCommand(word: string): word is CommandName {
  return Object.hasOwn(commands, word);
}

/**
 * Glues an option to its value: `--seconds -1` is a bad length and not an unknown option `-1`. A following option of the
 * same command is no value, though.
 */
function glued(args: readonly string[], options: Options): string[] {
  const result: string[] = [];
  const nameOf = (arg: string): string | undefined => {
    if (arg.startsWith('--')) return arg.slice(2);
    return Object.entries(options).find(([, { short }]) => short !== undefined && arg === `-${short}`)?.[0];
  };
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg === '--') return [...result, ...args.slice(index)];
    const name = nameOf(arg);
    const value = args[index + 1];
    if (name !== undefined && options[name]?.type === 'string') {
      const valueName = value === undefined ? undefined : nameOf(value);
      if (value === undefined || (valueName !== undefined && options[valueName] !== undefined)) {
        throw usageError(`${arg} needs a value.`);
      }
      result.push(`--${name}=${value}`);
      index += 1;
    } else {
      result.push(arg);
    }
  }
  return result;
}

function unknownOption(error: unknown): AppError {
  const name = error instanceof Error ? /'(-[^']*)'/.exec(error.message)?.[1] : undefined;
  return usageError(
    name === undefined ? 'The options can’t be understood.' : `There is no option ${name} here.`,
    error,
  );
}

/**
 * Reads the command line; values are still text (see `options.ts`).
 *
 * @throws AppError `usage`
 */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const [command, ...rest] = argv;
  if (command === undefined)
    throw usageError('Say what to do: generate, animate, extend, export, project, packs, doctor.');
  if (!isCommand(command)) throw usageError(`There is no command “${command.slice(0, 40)}”.`);
  const { options: own, positional } = commands[command];
  const options: Options = { ...own, ...everywhere };
  let parsed;
  try {
    parsed = parseArgs({ args: glued(rest, options), options, allowPositionals: true, strict: true });
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw unknownOption(error);
  }
  const missing = positional[parsed.positionals.length];
  if (missing !== undefined) throw usageError(`${command} needs ${missing}.`);
  if (parsed.positionals.length > positional.length) {
    throw usageError(
      `“${(parsed.positionals[positional.length] ?? '').slice(0, 40)}” is one word too many for ${command}.`,
    );
  }
  const texts = new Map<string, string>();
  const flags = new Set<string>();
  for (const [name, value] of Object.entries(parsed.values)) {
    if (typeof value === 'string') texts.set(name, value);
    if (value === true) flags.add(name);
  }
  return { command, words: parsed.positionals, texts, flags };
}

/** @throws AppError `usage` where the option was not given. */
export function requiredText(line: CommandLine, name: string, shown: string): string {
  const value = line.texts.get(name);
  if (value === undefined) throw usageError(`${line.command} needs ${shown}.`);
  return value;
}
