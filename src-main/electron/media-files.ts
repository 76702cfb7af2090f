import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { readRange } from './byte-range.ts';
import { appOrigin } from './origin.ts';
import { sniffType } from './sniff-type.ts';

const chunkBytes = 256 * 1024;

const commonHeaders = {
  'Accept-Ranges': 'bytes',
  'X-Content-Type-Options': 'nosniff',
  // Our page may read pixels and bytes (filmstrips, frame-exact scrubbing); nobody else may.
  'Access-Control-Allow-Origin': appOrigin,
  'Access-Control-Expose-Headers': 'Content-Range, Content-Length, Accept-Ranges',
  'Cache-Control': 'no-store',
} as const;

/** Path of a file that was granted to the page under this id, or undefined. */
export type FindMedia = (id: string, variant: string) => Promise<string | undefined>;

function bodyOf(file: FileHandle, first: number, last: number): ReadableStream<Uint8Array> {
  let position = first;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const length = Math.min(chunkBytes, last + 1 - position);
        if (length <= 0) {
          await file.close();
          controller.close();
          return;
        }
        const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, position);
        if (bytesRead === 0) {
          await file.close();
          controller.error(new Error('The file became shorter while it was read.'));
          return;
        }
        position += bytesRead;
        controller.enqueue(buffer.subarray(0, bytesRead));
      },
      // A player that jumps elsewhere gives up its request: no error, only a file to close.
      cancel: () => file.close(),
    },
    { highWaterMark: 0 },
  );
}

function refusal(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers: { ...commonHeaders, ...headers } });
}

/** `media://media/<id>` or `media://media/<id>/<variant>`; anything else is no address of ours. */
function addressOf(url: string): { readonly id: string; readonly variant: string } | undefined {
  const match = /^media:\/\/media\/([a-z0-9][a-z0-9_-]{2,79})(?:\/([a-z]{1,20}))?$/.exec(
    url.split(/[?#]/)[0] ?? '',
  );
  const [, id, variant = 'play'] = match ?? [];
  return id === undefined ? undefined : { id, variant };
}

/**
 * Answers a request of the `media:` scheme: whole files, single ranges (206), impossible ranges (416), HEAD. Everything is
 * served from the descriptor that was checked, so that swapping the file in between gains nothing.
 */
export async function serveMedia(find: FindMedia, request: Request): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
  const address = addressOf(request.url);
  const path = address === undefined ? undefined : await find(address.id, address.variant);
  if (path === undefined) return refusal(404);
  let file: FileHandle;
  try {
    file = await open(await realpath(path), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch {
    return refusal(404);
  }
  try {
    const stat = await file.stat();
    if (!stat.isFile()) {
      await file.close();
      return refusal(404);
    }
    const head = new Uint8Array(16);
    await file.read(head, 0, head.length, 0);
    const type = sniffType(head);
    const range = readRange(request.headers.get('Range'), stat.size);
    if (range.kind === 'unsatisfiable') {
      await file.close();
      return refusal(416, { 'Content-Range': `bytes */${stat.size}` });
    }
    const [first, last] = range.kind === 'part' ? [range.first, range.last] : [0, stat.size - 1];
    const headers = {
      ...commonHeaders,
      'Content-Type': type,
      'Content-Length': String(last - first + 1),
      ...(range.kind === 'part' ? { 'Content-Range': `bytes ${first}-${last}/${stat.size}` } : {}),
    };
    const status = range.kind === 'part' ? 206 : 200;
    if (request.method === 'HEAD') {
      await file.close();
      return new Response(null, { status, headers });
    }
    return new Response(bodyOf(file, first, last), { status, headers });
  } catch (error) {
    await file.close();
    throw error;
  }
}
