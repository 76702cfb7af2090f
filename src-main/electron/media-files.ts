import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { findInReel } from '../library/reel-file.ts';
import { readRange } from './byte-range.ts';
import { appOrigin } from './origin.ts';
import { sniffType } from './sniff-type.ts';

const chunkBytes = 256 * 1024;
const readOnly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

const commonHeaders = {
  'Accept-Ranges': 'bytes',
  'X-Content-Type-Options': 'nosniff',
  // Our page may read pixels and bytes (filmstrips, frame-exact scrubbing); nobody else may.
  'Access-Control-Allow-Origin': appOrigin,
  'Access-Control-Expose-Headers': 'Content-Range, Content-Length, Accept-Ranges',
  'Cache-Control': 'no-store',
} as const;

/** Path of a file that was granted to the page under this id, or undefined. `frame`: of the picture that is asked for. */
export type FindMedia = (id: string, variant: string, frame: number) => Promise<string | undefined>;

/** A file as it was when the request was checked: the same name may lead to another one later. */
interface CheckedFile {
  readonly path: string;
  readonly dev: number;
  readonly ino: number;
}

async function openChecked(checked: CheckedFile): Promise<FileHandle> {
  const file = await open(checked.path, readOnly);
  const { dev, ino } = await file.stat();
  if (dev === checked.dev && ino === checked.ino) return file;
  await file.close();
  throw new Error('The file was replaced while it was read.');
}

/**
 * Opened anew for each piece, and held to be the same file: a player that jumps elsewhere drops its request without a
 * word (Electron does not cancel the stream then), and a descriptor kept for it would stay open until it is collected.
 */
function bodyOf(checked: CheckedFile, first: number, last: number): ReadableStream<Uint8Array> {
  let position = first;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const length = Math.min(chunkBytes, last + 1 - position);
        if (length <= 0) {
          controller.close();
          return;
        }
        const file = await openChecked(checked);
        try {
          const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, position);
          if (bytesRead === 0) throw new Error('The file became shorter while it was read.');
          position += bytesRead;
          controller.enqueue(buffer.subarray(0, bytesRead));
        } finally {
          await file.close();
        }
      },
    },
    { highWaterMark: 0 },
  );
}

async function readWhole(file: FileHandle, first: number, last: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(last + 1 - first);
  for (let at = 0; at < bytes.length;) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, first + at);
    if (bytesRead === 0) throw new Error('The file became shorter while it was read.');
    at += bytesRead;
  }
  return bytes;
}

function refusal(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers: { ...commonHeaders, ...headers } });
}

interface Address {
  readonly id: string;
  readonly variant: string;
  /** One picture of a reel alone. */
  readonly frame: number | undefined;
}

/**
 * `media://media/<id>`, `media://media/<id>/<variant>` or `media://media/<id>/scrub/<frame>`; anything else is no address of
 * ours.
 */
function addressOf(url: string): Address | undefined {
  const [, id, variant = 'play', frame] =
    /^media:\/\/media\/([a-z0-9][a-z0-9_-]{2,79})(?:\/([a-z]{1,20})(?:\/(\d{1,9}))?)?$/.exec(
      url.split(/[?#]/)[0] ?? '',
    ) ?? [];
  // A number belongs to `scrub`, and to nothing else.
  if (id === undefined || (variant === 'scrub') !== (frame !== undefined)) return undefined;
  return { id, variant, frame: frame === undefined ? undefined : Number(frame) };
}

/**
 * Answers a request of the `media:` scheme: whole files, single pictures of a reel, single ranges (206), impossible ranges
 * (416), HEAD. What is served is the file that was checked, by its identity on the disk, so that swapping it in between
 * gains nothing.
 */
export async function serveMedia(find: FindMedia, request: Request): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
  const address = addressOf(request.url);
  const granted =
    address === undefined ? undefined : await find(address.id, address.variant, address.frame ?? 0);
  if (address === undefined || granted === undefined) return refusal(404);
  let path: string;
  let file: FileHandle;
  try {
    path = await realpath(granted);
    file = await open(path, readOnly);
  } catch {
    return refusal(404);
  }
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return refusal(404);
    const { dev, ino } = stat;
    const place =
      address.frame === undefined ? { first: 0, last: stat.size - 1 } : await findInReel(file, address.frame);
    if (place === undefined) return refusal(404);
    const size = place.last + 1 - place.first;
    const head = new Uint8Array(Math.min(16, size));
    await file.read(head, 0, head.length, place.first);
    const type = sniffType(head);
    const range = readRange(request.headers.get('Range'), size);
    if (range.kind === 'unsatisfiable') return refusal(416, { 'Content-Range': `bytes */${size}` });
    const [first, last] = range.kind === 'part' ? [range.first, range.last] : [0, size - 1];
    const headers = {
      ...commonHeaders,
      'Content-Type': type,
      'Content-Length': String(last - first + 1),
      ...(range.kind === 'part' ? { 'Content-Range': `bytes ${first}-${last}/${size}` } : {}),
    };
    let body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null = null;
    if (request.method !== 'HEAD') {
      const [from, to] = [place.first + first, place.first + last];
      // A little is read while it is open: a cache that is cleared meanwhile would break it off.
      const isLittle = to + 1 - from <= chunkBytes;
      body = isLittle ? await readWhole(file, from, to) : bodyOf({ path, dev, ino }, from, to);
    }
    return new Response(body, { status: range.kind === 'part' ? 206 : 200, headers });
  } finally {
    await file.close();
  }
}
