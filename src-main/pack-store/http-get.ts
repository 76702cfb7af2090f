import { request as requestHttp } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { AppError, cancelledError } from '../../src-shared/errors/app-error.ts';
import { checkAddress } from './address.ts';

const redirects = new Set([301, 302, 303, 307, 308]);
const redirectLimit = 5;

/** A connection on which nothing moves for this long is dead. */
export const idleMs = 60_000;

/** The way failed, not the pack: the same download may go on later. */
export function brokenOff(cause: unknown): AppError {
  return new AppError('pack.download', 'The connection to the server of the pack broke off.', {
    hint: 'Try again: what was brought is kept, and the download goes on from there.',
    retryable: true,
    cause,
  });
}

function once(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal, patienceMs: number) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      // Compressed on the way, bytes would have other positions than in the file.
      headers: { 'accept-encoding': 'identity', 'user-agent': 'Kinoloom', ...headers },
      signal,
      timeout: patienceMs,
    });
    request.on('timeout', () => request.destroy(new Error('Nothing came for a long time.')));
    request.on('response', resolve);
    request.on('error', reject);
    request.end();
  });
}

/** Why an answer is none: codes that pass by themselves can be retried. */
function refusal(status: number, url: URL): AppError {
  const passing = status === 408 || status === 429 || status >= 500;
  const file = url.pathname.split('/').at(-1)?.slice(0, 80) ?? '';
  return new AppError('pack.download', `The server does not give “${file}” (${status}).`, {
    hint: passing ? 'Try again later.' : 'Check the address.',
    retryable: passing,
  });
}

/**
 * Asks for `url` and follows at most five redirects, each to an address that is allowed itself.
 *
 * @returns the answer, of status 200, 206 or 416, its body not yet read
 * @throws AppError `pack.download`, `cancelled`
 */
export async function httpGet(
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  patienceMs = idleMs,
): Promise<IncomingMessage> {
  let at = url;
  for (let followed = 0; followed <= redirectLimit; followed += 1) {
    if (signal.aborted) throw cancelledError();
    let answer: IncomingMessage;
    try {
      answer = await once(at, headers, signal, patienceMs);
    } catch (error) {
      throw signal.aborted ? cancelledError() : brokenOff(error);
    }
    const status = answer.statusCode ?? 0;
    if (status === 200 || status === 206 || status === 416) return answer;
    answer.on('error', () => undefined);
    answer.destroy();
    const { location } = answer.headers;
    if (!redirects.has(status) || location === undefined) throw refusal(status, at);
    at = checkAddress(location, at);
  }
  throw new AppError('pack.download', 'The server sends from one address to the next without end.', {
    hint: 'Use another address.',
  });
}

/**
 * The body of an answer, piece by piece.
 *
 * @throws AppError `pack.download` (retryable) where it ends early, `cancelled`
 */
export async function* bodyOf(answer: IncomingMessage, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const pieces: AsyncIterator<Uint8Array> = answer[Symbol.asyncIterator]();
  try {
    for (;;) {
      let next;
      try {
        next = await pieces.next();
      } catch (error) {
        throw signal.aborted ? cancelledError() : brokenOff(error);
      }
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    answer.destroy();
  }
}
