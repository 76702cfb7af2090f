import { expect, test, expectTypeOf } from 'vitest';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { calls } from '../../src-shared/ipc/contract.ts';
import type { CallName } from '../../src-shared/ipc/contract.ts';
import { silentLogger } from '../log/logger.ts';
import { createRouter } from './ipc-router.ts';
import type { Handlers } from './ipc-router.ts';
import type { CallSender } from './trusted-sender.ts';

const ours: CallSender = { senderFrame: { url: 'app://kinoloom/index.html', parent: null } };
const signal = new AbortController().signal;

/** That no answer ever comes makes one function fit every call's output. */
function hasEveryCall(handlers: object): handlers is Handlers {
  return Object.keys(calls).every((name) => name in handlers);
}

/** Every call answers with nothing, and the names of those that were reached are kept. */
function recordingHandlers(overrides: Partial<Handlers> = {}) {
  const reached: string[] = [];
  const answer = (name: string) => (): Promise<never> => {
    reached.push(name);
    return Promise.reject(new AppError('cancelled', 'Reached.'));
  };
  const all = Object.fromEntries(Object.keys(calls).map((name) => [name, answer(name)]));
  if (!hasEveryCall(all)) throw new Error('A call of the contract has no handler.');
  const handlers = { ...all, ...overrides };
  return { reached, handlers };
}

test('there is exactly one handler for every channel of the contract', () => {
  expectTypeOf<keyof Handlers>().toEqualTypeOf<CallName>();
});

test('a call of our own page reaches its handler', async () => {
  const { reached, handlers } = recordingHandlers();
  const route = createRouter(handlers, silentLogger);
  expect(await route(ours, 'jobs.cancel', 'job-one', signal)).toMatchObject({
    error: { message: 'Reached.' },
  });
  expect(reached).toEqual(['jobs.cancel']);
});

test('any other sender is refused on every channel', async () => {
  const { reached, handlers } = recordingHandlers();
  const route = createRouter(handlers, silentLogger);
  const strangers: readonly CallSender[] = [
    { senderFrame: null },
    { senderFrame: { url: 'app://kinoloom/index.html', parent: {} } },
    ...[
      'about:blank',
      '',
      'https://kinoloom/',
      'app://other/index.html',
      'file:///index.html',
      'app:kinoloom',
    ].map((url) => ({ senderFrame: { url, parent: null } })),
  ];
  for (const name of Object.keys(calls)) {
    for (const stranger of strangers) {
      expect(await route(stranger, name, undefined, signal)).toMatchObject({
        ok: false,
        error: { code: 'policy.refused' },
      });
    }
  }
  expect(reached).toEqual([]);
});

test('a channel that does not exist is refused, and so is one every object has', async () => {
  const { handlers } = recordingHandlers();
  const route = createRouter(handlers, silentLogger);
  for (const name of ['nothing', 'toString', '__proto__', 'constructor', '', 7, null, undefined, {}]) {
    expect(await route(ours, name, undefined, signal)).toMatchObject({
      ok: false,
      error: { code: 'policy.refused' },
    });
  }
});

test('input that does not fit the schema never reaches the handler', async () => {
  const { reached, handlers } = recordingHandlers();
  const route = createRouter(handlers, silentLogger);
  const answer = await route(ours, 'jobs.cancel', '../../etc/passwd', signal);
  expect(answer).toMatchObject({ ok: false, error: { code: 'input.option' } });
  expect(reached).toEqual([]);
});

test('an error comes back as data, and a defect does not show its inside as the message', async () => {
  const { handlers } = recordingHandlers({
    'jobs.clear': () =>
      Promise.reject(new AppError('disk.full', 'The disk is full.', { hint: 'Free some space.' })),
    'jobs.list': () => Promise.reject(new TypeError('x is not a function')),
  });
  const route = createRouter(handlers, silentLogger);
  expect(await route(ours, 'jobs.clear', undefined, signal)).toMatchObject({
    ok: false,
    error: { code: 'disk.full', message: 'The disk is full.', hint: 'Free some space.' },
  });
  expect(await route(ours, 'jobs.list', undefined, signal)).toMatchObject({
    ok: false,
    error: { code: 'bug', causes: ['x is not a function'] },
  });
});
