import electronLog from 'electron-log/node';
import type { Logger } from './logger.ts';

const largestBytes = 5 * 1024 * 1024;

function plain(details: unknown): unknown[] {
  if (details === undefined) return [];
  if (typeof details !== 'object' || details === null) return [details];
  // Errors hide their fields from JSON; the stack is what a developer needs.
  const entries = Object.entries(details).map(([name, value]: [string, unknown]) => [
    name,
    value instanceof Error ? (value.stack ?? value.message) : value,
  ]);
  return [Object.fromEntries(entries)];
}

/** Writes to a file that is rotated at 5 MB; nothing goes to the console. */
export function createFileLogger(path: string): Logger {
  const log = electronLog.create({ logId: path });
  log.transports.console.level = false;
  log.transports.file.level = 'info';
  log.transports.file.maxSize = largestBytes;
  log.transports.file.sync = false;
  log.transports.file.resolvePathFn = () => path;
  return {
    debug: (message, details) => log.debug(message, ...plain(details)),
    info: (message, details) => log.info(message, ...plain(details)),
    warn: (message, details) => log.warn(message, ...plain(details)),
    error: (message, details) => log.error(message, ...plain(details)),
  };
}
