import { spawn } from 'node:child_process';
import type { AppError } from '../../src-shared/errors/app-error.ts';
import { createMessageReader, encodeMessage } from '../engine/framing.ts';
import { fromEngineSchema, type FromEngine, type ToEngine } from '../engine/protocol.ts';
import type { Logger } from '../log/logger.ts';
import { engineEnvironment } from './engine-environment.ts';
import { exitError } from './engine-exit.ts';

export interface EngineProcessOptions {
  /** A real Node binary, never an Electron one. */
  readonly nodePath: string;
  /** The engine's bundle. */
  readonly enginePath: string;
  readonly log: Logger;
}

export type MessageListener = (message: FromEngine, payload: Uint8Array) => void;

/** One engine process, from start to end. */
export interface EngineProcess {
  readonly pid: number | undefined;
  /** Hands a message over; what can't be written is lost with the process, whose end is reported by `ended`. */
  send(message: ToEngine, payload?: Uint8Array): void;
  /** One listener at a time: the host does one thing at a time. Undefined = nobody waits for anything. */
  listen(listener: MessageListener | undefined): void;
  /** Resolves, never rejects, when the process is gone: with why, or with undefined if it was told to go. */
  readonly ended: Promise<AppError | undefined>;
  /** Ends it at once and resolves when it is gone. */
  kill(): Promise<void>;
}

const lastWordsLength = 4000;

/** Starts an engine; resolves before it is ready, because its first message is `ready`. */
export function startEngineProcess({ nodePath, enginePath, log }: EngineProcessOptions): EngineProcess {
  const child = spawn(nodePath, [enginePath], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: engineEnvironment(process.env, process.platform),
    windowsHide: true,
  });
  let listener: MessageListener | undefined;
  let lastWords = '';
  let wasReady = false;
  let toldToGo = false;
  let broken: AppError | undefined;

  const read = createMessageReader();
  child.stdout.on('data', (chunk: Buffer) => {
    if (broken !== undefined) return;
    try {
      for (const { header, payload } of read(chunk)) {
        const message = fromEngineSchema.parse(header);
        if (message.type === 'ready') wasReady = true;
        listener?.(message, payload);
      }
    } catch (error) {
      // A stream that lost its thread can't be trusted again; the next use starts a fresh engine.
      lastWords += error instanceof Error ? error.message : String(error);
      broken = exitError({ code: null, signal: 'a protocol error', lastWords, wasReady });
      child.kill('SIGKILL');
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-lastWordsLength);
    log.debug('engine', text.trimEnd());
  });
  // Writing to a process that has just died is not news: its end is.
  child.stdin.on('error', (error) => log.debug('engine input', error.message));

  const ended = new Promise<AppError | undefined>((resolve) => {
    child.once('error', (error) => {
      // It never ran, so there will be no exit event.
      if (child.pid === undefined) {
        resolve(exitError({ code: null, signal: null, lastWords: error.message, wasReady: false }));
      }
    });
    // 'close' comes after the last output was read; 'exit' could overtake a `done` that is still in the pipe.
    child.once('close', (code, signal) => {
      log.info('engine ended', { pid: child.pid, code, signal });
      resolve(toldToGo ? undefined : (broken ?? exitError({ code, signal, lastWords, wasReady })));
    });
  });

  return {
    pid: child.pid,
    send(message, payload) {
      for (const chunk of encodeMessage(message, payload)) child.stdin.write(chunk);
    },
    listen(next) {
      listener = next;
    },
    ended,
    async kill() {
      toldToGo = true;
      child.kill('SIGKILL');
      await ended;
    },
  };
}
