import { AppError } from '../../src-shared/errors/app-error.ts';

export interface EngineExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of what it printed on standard error. */
  readonly lastWords: string;
  /** It had reported that it is up. */
  readonly wasReady: boolean;
}

/**
 * What an engine that ended by itself died of. Exit codes lie less in a plain Node child than in Electron's utility
 * processes, but an end without a `done` record is a failure whatever the code says.
 */
export function exitError({ code, signal, lastWords, wasReady }: EngineExit): AppError {
  const words = lastWords.trim();
  const ending =
    signal === null ? `The engine ended with code ${code ?? 'none'}.` : `The engine was ended by ${signal}.`;
  const cause = new Error(words === '' ? ending : `${ending}\n${words}`);
  if (!wasReady) {
    return new AppError('engine.start', 'The engine could not be started.', {
      hint: 'Run "kinoloom doctor" to see what is missing on this machine.',
      cause,
    });
  }
  // Running out of memory is nearly always the kernel's kill; a shell or a container reports that as 137.
  if (signal === 'SIGKILL' || code === 137) {
    return new AppError(
      'engine.memory',
      'The engine was stopped by the system, most likely for want of memory.',
      {
        hint: 'Close other programs, or choose a shorter clip or a smaller size, and try again.',
        retryable: true,
        cause,
      },
    );
  }
  return new AppError('engine.crashed', 'The engine crashed; nothing but this job was lost.', {
    hint: 'Try again; if it happens again, choose the CPU backend.',
    retryable: true,
    cause,
  });
}
