import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { checkMoment } from '../../../src-shared/generation/input.ts';
import { mediaIdSchema, type MediaId } from '../../../src-shared/lib/ids.ts';
import { readFailure, shownName } from '../../files/failures.ts';
import { requireFile } from '../../files/require-file.ts';
import { isOfSequence } from '../../media/png-sequence.ts';
import { usageError } from '../arguments.ts';
import type { CommandLine } from '../arguments.ts';

/** A picture pinned at a time: `FILE@S`, of a clip `FILE#FRAME@S`. */
export interface KeyOption {
  readonly file: string;
  readonly frame: number;
  readonly at: number;
}

/** @throws AppError `usage`, `input.seconds` */
export function keysOf(line: CommandLine): KeyOption[] {
  return (line.lists.get('key') ?? []).map((written) => {
    const parts = /^(.+?)(?:#(\d{1,7}))?@([^@]*)$/.exec(written);
    if (parts === null) {
      throw usageError(`--key is FILE@SECONDS, not “${written.slice(0, 60)}”.`);
    }
    const [, file = '', frame = '0', at = ''] = parts;
    return { file, frame: Number(frame), at: checkMoment(at) };
  });
}

/** The files a command names, in the order their ids are asked for. */
export function filesOf(line: CommandLine): string[] {
  const last = line.texts.get('last');
  return [...line.words, ...(last === undefined ? [] : [last]), ...keysOf(line).map(({ file }) => file)];
}

/**
 * A file on the command line gets the id its content would have in a library: the recipe names it the same way.
 *
 * @throws AppError `input.file.*`
 */
async function idOf(path: string, signal: AbortSignal): Promise<MediaId> {
  await requireFile(path);
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw readFailure(error, path);
  }
  return mediaIdSchema.parse(`media-${hash.digest('hex').slice(0, 24)}`);
}

/** Where a path really leads; where nothing is there yet, its name in the folder that really holds it. */
async function realPathOf(path: string): Promise<string> {
  const whole = resolve(path);
  const folder = dirname(whole);
  return realpath(whole).catch(async () => join(await realpath(folder).catch(() => folder), basename(whole)));
}

/**
 * What a shot is made from is never written over: a clip that is extended into its own name would be lost.
 *
 * @throws AppError `output.unwritable`
 */
export async function refuseOverSource(files: readonly string[], names: readonly string[]): Promise<void> {
  const sources = await Promise.all(files.map(realPathOf));
  for (const name of names) {
    const real = await realPathOf(name);
    if (!sources.some((source) => source === real || isOfSequence(source, real))) continue;
    throw new AppError(
      'output.unwritable',
      `“${shownName(name)}” can't be written: the result is made from that very file.`,
      { hint: 'Choose another name.' },
    );
  }
}

export interface CommandSources {
  /** One for each of `filesOf`. */
  readonly ids: readonly MediaId[];
  readonly paths: ReadonlyMap<MediaId, string>;
}

export async function readSources(files: readonly string[], signal: AbortSignal): Promise<CommandSources> {
  const ids: MediaId[] = [];
  const paths = new Map<MediaId, string>();
  for (const file of files) {
    const path = resolve(file);
    const id = await idOf(path, signal);
    ids.push(id);
    paths.set(id, path);
  }
  return { ids, paths };
}
