import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFailure } from '../files/failures.ts';
import { cancelledError } from '../../src-shared/errors/app-error.ts';

/**
 * SHA-256 of a file's contents as 64 hexadecimal digits.
 *
 * @throws AppError `input.file.*`, `disk.failed`, `cancelled`
 */
export async function hashFile(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
      if (signal.aborted) throw cancelledError();
      if (piece instanceof Uint8Array) hash.update(piece);
    }
  } catch (error) {
    throw readFailure(error, path);
  }
  return hash.digest('hex');
}
