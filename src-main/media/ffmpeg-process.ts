import type { Readable } from 'node:stream';
import { AppError, cancelledError } from '../../src-shared/errors/app-error.ts';
import { assertGuardedInputs } from './ffmpeg-input.ts';
import { spawnGuarded } from './guarded-spawn.ts';
import type { Guard } from './guarded-spawn.ts';
import { createProgressParser } from './ffmpeg-progress.ts';
import type { FfmpegProgress } from './ffmpeg-progress.ts';
import type { FfmpegTool } from './resolve-ffmpeg.ts';

export interface FfmpegOptions {
  /** One sentence for the case that it fails: what could not be done. */
  readonly failure: string;
  readonly onProgress?: ((progress: FfmpegProgress) => void) | undefined;
  /** Wall clock for the whole run, milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** Ended when no frame, no byte and no progress came for this long, milliseconds. */
  readonly stallMs?: number | undefined;
  /** What standard output carries: our progress (the default) or the program's data, which the caller must read. */
  readonly output?: 'progress' | 'data';
  /** Whether the caller feeds standard input. */
  readonly input?: 'none' | 'data';
  /** Gets what it says of its inputs and filters while it runs, in pieces; without it only errors are said. */
  readonly onSaid?: (text: string) => void;
  /** Folder in which filters find their files, by plain names: a path has no place in a filter graph. */
  readonly folder?: string;
  readonly guard?: Guard;
  /** Work that nobody waits for: everything else goes first. */
  readonly isBackground?: boolean;
}

/** A running ffmpeg. `done` settles exactly once, after the process is gone. */
export interface FfmpegProcess {
  readonly pid: number | undefined;
  /**
   * Hands `data` to standard input (with `input: 'data'`) and waits until it may have more, so that no more than one pipe
   * buffer lies in memory. The bytes must stay as they are until the promise settles. Rejects as `done` does when ffmpeg ended.
   */
  readonly write: (data: Uint8Array) => Promise<void>;
  /**
   * As `write`, for bytes that nobody changes afterwards: settles at once while no more than a few frames wait, so that
   * one program's output flows into the next one's input without a pause at every piece.
   */
  readonly pass: (data: Uint8Array) => Promise<void>;
  /** Ends standard input: there is nothing more to come. */
  readonly endInput: () => void;
  /**
   * @throws AppError `ffmpeg.failed` with the tail of what it said as cause, `disk.full`, or `cancelled`.
   */
  readonly done: Promise<void>;
  /**
   * Standard output in pieces (with `output: 'data'`), read by exactly one consumer. Ends where the program's output ends;
   * whether that was well is `done`'s to say.
   */
  readonly read: () => AsyncGenerator<Uint8Array, void, undefined>;
  /** Ends it: SIGTERM, and SIGKILL after a grace. `done` rejects with `reason`. */
  readonly stop: (reason: Error) => void;
}

const graceMs = 2000;
const defaultStallMs = 60_000;
const defaultTimeoutMs = 12 * 60 * 60 * 1000;
const tailBytes = 8192;
/** What may lie between two programs. */
const passBytes = 4 * 1024 * 1024;

/** The last lines ffmpeg wrote, as plain text. */
function collectTail(stream: Readable, onSaid?: (text: string) => void): () => string {
  let tail = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    tail = (tail + text).slice(-tailBytes);
    onSaid?.(text);
  });
  return () => tail.trim();
}

function failureOf(failure: string, said: string, ending: string): AppError {
  const cause = new Error(said === '' ? ending : `${ending}: ${said.split('\n').slice(-12).join('\n')}`);
  if (/No space left on device|Disk quota exceeded/i.test(said))
    return new AppError('disk.full', `The disk is full. ${failure}`, {
      hint: 'Free some space or choose another disk, then try again.',
      cause,
      retryable: true,
    });
  return new AppError('ffmpeg.failed', failure, { cause, retryable: true });
}

/**
 * Starts ffmpeg with `args` (an argument vector, never a command line). Every input must carry its whitelists; questions
 * are never asked, the banner never printed.
 *
 * @throws AppError `ffmpeg.failed` where it does not start, `cancelled` where `signal` was aborted before.
 */
export async function startFfmpeg(
  tool: FfmpegTool,
  args: readonly string[],
  options: FfmpegOptions,
  signal: AbortSignal,
): Promise<FfmpegProcess> {
  assertGuardedInputs(args);
  if (signal.aborted) throw cancelledError();
  const progressOut = options.output !== 'data';
  const all = [
    '-hide_banner',
    '-nostdin',
    '-nostats',
    '-v',
    options.onSaid === undefined ? 'error' : 'info',
    ...(progressOut ? ['-progress', 'pipe:1', '-stats_period', '0.1'] : []),
    ...args,
  ];
  const { child, kill } = await spawnGuarded(tool.path, all, {
    stdio: [options.input === 'data' ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    ...(options.guard === undefined ? {} : { guard: options.guard }),
    ...(options.folder === undefined ? {} : { cwd: options.folder }),
    isBackground: options.isBackground === true,
  });
  const { stdin, stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('ffmpeg was started without pipes');
  const said = collectTail(stderr, options.onSaid);

  let stopped: Error | undefined;
  let escalation: NodeJS.Timeout | undefined;
  const stop = (reason: Error) => {
    if (stopped !== undefined) return;
    stopped = reason;
    kill('SIGTERM');
    escalation = setTimeout(() => kill('SIGKILL'), graceMs);
  };
  const onAbort = () => stop(cancelledError());
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();

  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const stallMs = options.stallMs ?? defaultStallMs;
  const timeout = setTimeout(
    () => stop(new AppError('ffmpeg.failed', `${options.failure} It took too long.`, { retryable: true })),
    timeoutMs,
  );
  const stalled = () =>
    stop(new AppError('ffmpeg.failed', `${options.failure} ffmpeg stopped responding.`, { retryable: true }));
  // The clock runs only while it is ffmpeg's turn: it may wait for us as long as it takes.
  let stall: NodeJS.Timeout | undefined;
  const itsTurn = () => {
    clearTimeout(stall);
    stall = stopped === undefined ? setTimeout(stalled, stallMs) : undefined;
  };
  const ourTurn = () => {
    clearTimeout(stall);
    stall = undefined;
  };

  if (progressOut) {
    const parse = createProgressParser((progress) => {
      if (progress.moved && stall !== undefined) itsTurn();
      if (stopped === undefined) options.onProgress?.(progress);
    });
    stdout.setEncoding('utf8');
    stdout.on('data', parse);
    if (options.input !== 'data') itsTurn();
  } else {
    // Node throws away what nobody listens for once a child has exited (`flushStdio` in its child_process), and a program
    // with little to say exits before we read. A listener keeps the bytes; `read` takes them.
    stdout.on('readable', () => undefined);
  }
  // A pipe that ffmpeg closes early is reported by its exit; the error event of the stream itself has nothing to add.
  stdin?.on('error', () => undefined);
  stdout.on('error', () => undefined);

  let ended: Error | undefined;
  const waiting = new Set<(error: Error) => void>();
  const done = new Promise<void>((resolve, reject) => {
    const settle = (error: Error | undefined) => {
      clearTimeout(timeout);
      clearTimeout(stall);
      clearTimeout(escalation);
      signal.removeEventListener('abort', onAbort);
      // Whoever still writes to a program that ended well gave it more than it was told to take.
      ended =
        error ??
        new AppError('ffmpeg.failed', options.failure, { cause: new Error('ffmpeg took no more input') });
      for (const refuse of waiting) refuse(ended);
      waiting.clear();
      if (error === undefined) resolve();
      else reject(error);
    };
    child.once('error', (error) =>
      settle(new AppError('ffmpeg.failed', 'ffmpeg could not be started.', { cause: error })),
    );
    child.once('close', (code, killedBy) => {
      if (stopped !== undefined) return settle(stopped);
      if (code === 0) return settle(undefined);
      const ending = killedBy === null ? `ffmpeg ended with ${code}` : `ffmpeg was ended by ${killedBy}`;
      settle(failureOf(options.failure, said(), ending));
    });
  });
  const write = (data: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      if (stdin === null) throw new Error('This ffmpeg takes no input');
      if (ended !== undefined) return reject(ended);
      waiting.add(reject);
      itsTurn();
      // Called when these very bytes went to the system, so the caller may use its buffer again.
      stdin.write(data, (error) => {
        // After an error the end of the process says why; it settles this promise.
        if (error !== null && error !== undefined) return;
        waiting.delete(reject);
        // It took something: the clock starts anew for what still waits, or stops.
        if (waiting.size === 0) ourTurn();
        else itsTurn();
        resolve();
      });
    });
  const pass = async (data: Uint8Array): Promise<void> => {
    const written = write(data);
    if (stdin !== null && stdin.writableLength > passBytes) return written;
    // Whoever passes the next piece, or awaits `done`, meets the error.
    written.catch(() => undefined);
    if (ended !== undefined) return written;
    return undefined;
  };
  const read = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    itsTurn();
    try {
      for await (const piece of stdout) {
        ourTurn();
        if (!(piece instanceof Uint8Array)) throw new Error('Expected bytes');
        yield piece;
        itsTurn();
      }
    } catch (error) {
      // A stream torn down by the end of the process; the reason is in `done`.
      if (stopped === undefined && ended === undefined) throw error;
    } finally {
      ourTurn();
    }
  };
  // The caller may still be feeding the pipe when it fails; it meets the error when it awaits `done`.
  done.catch(() => undefined);
  return {
    pid: child.pid,
    write,
    pass,
    endInput: () => {
      itsTurn();
      stdin?.end();
    },
    read,
    done,
    stop,
  };
}

/**
 * Runs ffmpeg to its end.
 *
 * @throws AppError `ffmpeg.failed` with ffmpeg's last words as cause, `disk.full`, or `cancelled`.
 */
export async function runFfmpeg(
  tool: FfmpegTool,
  args: readonly string[],
  options: Omit<FfmpegOptions, 'output' | 'input'>,
  signal: AbortSignal,
): Promise<void> {
  const run = await startFfmpeg(tool, args, options, signal);
  await run.done;
}
