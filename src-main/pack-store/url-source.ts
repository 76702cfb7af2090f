import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, cancelledError } from '../../src-shared/errors/app-error.ts';
import { manifestLimit } from '../packs/read-manifest.ts';
import { wrongContent } from '../packs/verify.ts';
import { checkAddress, fileAddress, manifestAddress } from './address.ts';
import { bodyOf, brokenOff, httpGet, idleMs } from './http-get.ts';
import type { PackSource } from './pack-source.ts';
import type { Promised, StagedFile } from './staged-file.ts';

export interface Patience {
  /** A connection on which nothing moves for this long is given up. */
  readonly idleMs: number;
  /** Waiting time before the first retry; it doubles from one to the next. */
  readonly retryMs: number;
  /** Retries in a row that bring nothing new. */
  readonly retries: number;
}

const usual: Patience = { idleMs, retryMs: 1000, retries: 4 };

/** First byte and whole length of a part, from `Content-Range: bytes 5-9/10` (RFC 9110, 14.4). */
function partOf(answer: IncomingMessage): { first: number; total: number } | undefined {
  const match = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15})$/.exec(answer.headers['content-range'] ?? '');
  return match === null ? undefined : { first: Number(match[1]), total: Number(match[2]) };
}

/** What names this state of a file on the server; a weak tag does not promise equal bytes. */
function validatorOf({ headers }: IncomingMessage): string | undefined {
  const { etag } = headers;
  return etag !== undefined && !etag.startsWith('W/') ? etag : headers['last-modified'];
}

/**
 * A pack at an address: its pack.json and, beside it, the files it names. Broken connections go on where they broke
 * (RFC 9110: `Range` with `If-Range`). The validator is known only within one run; after a restart the hash alone tells
 * whether the beginning still fits, and where it does not, the file is brought once more from its start.
 *
 * @throws AppError `pack.download` where the address may not be used
 */
export function urlSource(address: string, patience: Patience = usual): PackSource {
  const manifest = manifestAddress(checkAddress(address));

  async function short(url: URL, limit: number, signal: AbortSignal): Promise<Uint8Array> {
    const answer = await httpGet(url, {}, signal, patience.idleMs);
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    for await (const piece of bodyOf(answer, signal)) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > limit) break;
    }
    return Buffer.concat(pieces).subarray(0, limit + 1);
  }

  /** One request for what is lacking, written as it comes. Answers the validator of what was sent. */
  async function bringOnce(
    name: string,
    promised: Promised,
    file: StagedFile,
    validator: string | undefined,
    onBytes: () => void,
    signal: AbortSignal,
    onValidator: (known: string | undefined) => void,
  ): Promise<void> {
    const range: Record<string, string> =
      file.bytes === 0
        ? {}
        : {
            range: `bytes=${file.bytes}-`,
            ...(validator === undefined ? {} : { 'if-range': validator }),
          };
    const answer = await httpGet(fileAddress(manifest, name), range, signal, patience.idleMs);
    const part = partOf(answer);
    const total = answer.statusCode === 206 ? part?.total : answer.headers['content-length'];
    const isTheirs = answer.statusCode === 416 || (total !== undefined && Number(total) !== promised.bytes);
    const isElsewhere = answer.statusCode === 206 && part?.first !== file.bytes;
    if (isTheirs || isElsewhere) {
      answer.on('error', () => undefined);
      answer.destroy();
      throw wrongContent(name);
    }
    onValidator(validatorOf(answer));
    // The server starts again: the file there is another by now, or it can't send parts.
    if (answer.statusCode === 200 && file.bytes > 0) await file.empty();
    for await (const piece of bodyOf(answer, signal)) {
      await file.write(piece);
      onBytes();
    }
    if (file.bytes < promised.bytes) throw brokenOff(new Error('The answer was shorter than the file.'));
  }

  async function pause(attempt: number, signal: AbortSignal): Promise<void> {
    try {
      await delay(patience.retryMs * 2 ** attempt, undefined, { signal });
    } catch {
      throw cancelledError();
    }
  }

  return {
    resumes: true,
    address,
    async manifestText(signal) {
      const bytes = await short(manifest, manifestLimit, signal);
      if (bytes.length > manifestLimit)
        throw new AppError('pack.format', 'The pack.json of this pack is far too large.');
      return new TextDecoder().decode(bytes);
    },
    readShort: (name, limit, signal) => short(fileAddress(manifest, name), limit, signal),
    async bring(name, promised, file, onBytes, signal) {
      let validator: string | undefined;
      let fruitless = 0;
      while (file.bytes < promised.bytes) {
        const before = file.bytes;
        try {
          await bringOnce(name, promised, file, validator, onBytes, signal, (known) => (validator = known));
        } catch (error) {
          if (!(error instanceof AppError) || !error.retryable || error.code !== 'pack.download') throw error;
          fruitless = file.bytes > before ? 0 : fruitless + 1;
          if (fruitless > patience.retries) throw error;
          await pause(fruitless, signal);
        }
      }
    },
  };
}
