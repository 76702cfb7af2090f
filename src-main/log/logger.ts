/**
 * Where services report what a person may need later when something went wrong. Details are for the log file only; what
 * a person sees is an AppError. Prompts and paths are the user's own and stay on this machine: the log is never sent.
 */
export interface Logger {
  debug(message: string, details?: unknown): void;
  info(message: string, details?: unknown): void;
  warn(message: string, details?: unknown): void;
  error(message: string, details?: unknown): void;
}

/** For the command line and for tests: nothing is kept. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
