import type { Logger } from './logger.ts';

export interface LateLogger extends Logger {
  /** Where lines go from now on; those that waited go there first, in their order. */
  become(logger: Logger): void;
}

/** A logger for the time before the log's file is open: what it is told waits. */
export function createLateLogger(): LateLogger {
  let target: Logger | undefined;
  const waiting: ((logger: Logger) => void)[] = [];
  function tell(level: keyof Logger, message: string, details: unknown): void {
    if (target === undefined) waiting.push((logger) => logger[level](message, details));
    else target[level](message, details);
  }
  return {
    debug: (message, details) => tell('debug', message, details),
    info: (message, details) => tell('info', message, details),
    warn: (message, details) => tell('warn', message, details),
    error: (message, details) => tell('error', message, details),
    become(logger) {
      target = logger;
      for (const line of waiting.splice(0)) line(logger);
    },
  };
}
