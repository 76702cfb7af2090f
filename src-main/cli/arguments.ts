import { parseArgs } from 'node:util';
import { AppError } from '../../src-shared/errors/app-error.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const many = { type: 'string', multiple: true } as const;
const out = { ...text, short: 'o' } as const;

const everywhere = { json: flag, help: { ...flag, short: 'h' }, version: flag } as const;
/** What every operation takes. */
const operation = {
  prompt: text,
  negative: text,
  aspect: text,
  size: text,
  fps: text,
  fit: text,
  seed: text,
  steps: text,
  guidance: text,
  cache: text,
  pack: text,
  backend: text,
  takes: text,
  raw: flag,
  'no-match': flag,
  state: text,
  out,
} as const;
const generation = { ...operation, seconds: text } as const;

interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
}
type Options = Record<string, Option>;

interface Command {
  readonly options: Options;
  /** What the words after the command are: the names tell what is missing. */
  readonly positional: readonly string[];
  /** How many of the last of them may be left out. */
  readonly optional?: number;
}

const commands = {
  generate: { options: { ...generation, key: many }, positional: [] },
  animate: { options: { ...generation, last: text }, positional: ['IMAGE'] },
  extend: { options: { ...generation, direction: text }, positional: ['CLIP'] },
  loop: { options: generation, positional: ['CLIP'], optional: 1 },
  bridge: { options: { ...generation, join: flag }, positional: ['A', 'B'] },
  fill: { options: { ...operation, from: text, to: text }, positional: ['CLIP'] },
  restyle: { options: { ...operation, strength: text }, positional: ['CLIP'] },
  smooth: { options: operation, positional: ['CLIP'] },
  storyboard: {
    options: {
      negative: text,
      aspect: text,
      size: text,
      fps: text,
      fit: text,
      seed: text,
      steps: text,
      guidance: text,
      pack: text,
      backend: text,
      out,
    },
    positional: ['FILE'],
  },
  measure: { options: { at: text }, positional: ['seam|loop|drift', 'FILE'] },
  export: { options: { out, preset: text, range: text }, positional: ['PROJECT'] },
  project: {
    options: { out, used: flag, seconds: text, seed: text, kills: text, faults: text },
    positional: ['new|info|check|versions|restore|relink|bundle|unbundle|torture', 'FILE', 'VERSION|FOLDER'],
    optional: 2,
  },
  packs: {
    options: { 'accept-licence': flag, into: text },
    positional: ['list|verify|install|remove|export-help', 'FOLDER|URL|ID'],
    optional: 1,
  },
  doctor: { options: {}, positional: [] },
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof commands;

export interface CommandLine {
  readonly command: CommandName;
  /** As many as the command names. */
  readonly words: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
  /** Options that may be given more than once. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
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
  if (command === undefined) throw usageError(`Say what to do: ${Object.keys(commands).join(', ')}.`);
  if (!isCommand(command)) throw usageError(`There is no command “${command.slice(0, 40)}”.`);
  const { options: own, positional, optional = 0 }: Command = commands[command];
  const options: Options = { ...own, ...everywhere };
  let parsed;
  try {
    parsed = parseArgs({ args: glued(rest, options), options, allowPositionals: true, strict: true });
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw unknownOption(error);
  }
  const needed = positional.slice(0, positional.length - optional);
  const missing = needed[parsed.positionals.length];
  if (missing !== undefined) throw usageError(`${command} needs ${missing}.`);
  if (parsed.positionals.length > positional.length) {
    throw usageError(
      `“${(parsed.positionals[positional.length] ?? '').slice(0, 40)}” is one word too many for ${command}.`,
    );
  }
  const texts = new Map<string, string>();
  const lists = new Map<string, string[]>();
  const flags = new Set<string>();
  for (const [name, value] of Object.entries(parsed.values)) {
    if (typeof value === 'string') texts.set(name, value);
    if (Array.isArray(value)) lists.set(name, value.map(String));
    if (value === true) flags.add(name);
  }
  return { command, words: parsed.positionals, texts, lists, flags };
}

/** @throws AppError `usage` where the option was not given. */
export function requiredText(line: CommandLine, name: string, shown: string): string {
  const value = line.texts.get(name);
  if (value === undefined) throw usageError(`${line.command} needs ${shown}.`);
  return value;
}
