import { expect, test } from 'vitest';
import { createLateLogger } from './late-logger.ts';
import { silentLogger } from './logger.ts';

test('what is said before the log is open waits, and comes first and in its order', () => {
  const lines: string[] = [];
  const log = createLateLogger();
  log.warn('one', { at: 1 });
  log.error('two');
  log.become({
    ...silentLogger,
    warn: (message, details) => lines.push(`warn ${message} ${JSON.stringify(details)}`),
    error: (message) => lines.push(`error ${message}`),
  });
  log.error('three');
  expect(lines).toEqual(['warn one {"at":1}', 'error two', 'error three']);
});
