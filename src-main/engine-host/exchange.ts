import { type AppError, cancelledError } from '../../src-shared/errors/app-error.ts';
import type { FromEngine, ToEngine } from '../engine/protocol.ts';
import type { EngineProcess } from './engine-process.ts';

export interface Exchange<Result> {
  /** Absent: only listen (a process that was just started speaks first). */
  readonly message?: ToEngine;
  readonly payload?: Uint8Array;
  /**
   * Handles one answer; a result ends the exchange, undefined waits for more. Answers are handled one after another in
   * order, each awaited; what it throws ends the exchange as well.
   */
  readonly handle: (
    answer: FromEngine,
    payload: Uint8Array,
  ) => Promise<Result | undefined> | Result | undefined;
  /** How to stop politely; absent where there is only killing. */
  readonly cancel?: ToEngine;
  /** Milliseconds the engine has to answer a polite stop, asked for when the stop happens. */
  readonly patience?: () => number;
}

/**
 * One question and its answers. Ends in one of five ways: the result; an error of the handler; the end of the process
 * (its `exitError`); a cancelled signal (politely first, then by killing the process); never by silence after a stop.
 */
export async function exchange<Result>(
  engine: EngineProcess,
  { message, payload, handle, cancel, patience }: Exchange<Result>,
  signal: AbortSignal,
): Promise<Result> {
  if (signal.aborted) throw cancelledError();
  let timer: NodeJS.Timeout | undefined;
  let stop: ((reason: unknown) => void) | undefined;
  try {
    return await new Promise<Result>((resolve, reject) => {
      // Why the exchange is being stopped; the first reason is the one that counts.
      let stopping: { reason: unknown } | undefined;
      let chain: Promise<void> = Promise.resolve();

      const killed = (): void => void engine.kill().then(() => reject(stopping?.reason));
      stop = (reason) => {
        if (stopping !== undefined) return;
        stopping = { reason };
        if (cancel === undefined || patience === undefined) {
          killed();
          return;
        }
        engine.send(cancel);
        timer = setTimeout(killed, patience());
      };
      signal.addEventListener('abort', onAbort);

      engine.listen((answer, content) => {
        if (stopping !== undefined) {
          // Only the end matters now: `failed` or a `done` that was quicker than the stop.
          if (answer.type === 'failed' || answer.type === 'done') reject(stopping.reason);
          return;
        }
        chain = chain
          .then(() => (stopping === undefined ? handle(answer, content) : undefined))
          .then((result) => {
            if (result !== undefined) resolve(result);
          })
          .catch((error: unknown) => {
            // The engine said that it failed: there is nothing left to stop.
            if (answer.type === 'failed') reject(error);
            else stop?.(error);
          });
      });
      void engine.ended.then((why: AppError | undefined) =>
        // Answers that arrived before the end are still being handled; one of them may be the result.
        chain.then(() => reject(stopping?.reason ?? why ?? cancelledError())),
      );
      if (message !== undefined) engine.send(message, payload);
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    engine.listen(undefined);
  }

  function onAbort(): void {
    stop?.(cancelledError());
  }
}
