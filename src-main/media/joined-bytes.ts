import { createReadStream } from 'node:fs';
import type { Rate } from '../../src-shared/time/rate.ts';

const windowBytes = 1024 * 1024;

async function* bytesOf(file: string): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of createReadStream(file, { highWaterMark: windowBytes })) {
    if (piece instanceof Uint8Array) yield piece;
  }
}

/** Files one after another, as they are: what an elementary H.264 stream allows. */
export async function* joinedBytes(files: readonly string[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const file of files) yield* bytesOf(file);
}

const fileHeaderBytes = 32;
const frameHeaderBytes = 12;

/** The frames of one ivf file, each with its 12-byte header (size, time). */
async function* ivfFrames(file: string): AsyncGenerator<Uint8Array, void, undefined> {
  let rest = new Uint8Array(0);
  let skip = fileHeaderBytes;
  for await (const piece of bytesOf(file)) {
    const joined = new Uint8Array(rest.length + piece.length);
    joined.set(rest);
    joined.set(piece, rest.length);
    let at = Math.min(skip, joined.length);
    skip -= at;
    while (joined.length - at >= frameHeaderBytes) {
      const size = new DataView(joined.buffer, at, 4).getUint32(0, true) + frameHeaderBytes;
      if (joined.length - at < size) break;
      yield joined.subarray(at, at + size);
      at += size;
    }
    rest = joined.slice(at);
  }
  if (rest.length > 0) throw new Error('A coded stretch ends within a frame.');
}

/**
 * One ivf stream of all files: one header, and the frames numbered through, so that frame n stands at n / rate.
 */
export async function* joinedIvf(
  files: readonly string[],
  rate: Rate,
): AsyncGenerator<Uint8Array, void, undefined> {
  let number = 0;
  for (const [index, file] of files.entries()) {
    if (index === 0) {
      const header = new Uint8Array(fileHeaderBytes);
      for await (const piece of createReadStream(file, { end: fileHeaderBytes - 1 })) {
        if (piece instanceof Uint8Array) header.set(piece);
      }
      // The clock of the stream: `num` ticks in `den` seconds.
      const view = new DataView(header.buffer);
      view.setUint32(16, rate.num, true);
      view.setUint32(20, rate.den, true);
      yield header;
    }
    for await (const frame of ivfFrames(file)) {
      new DataView(frame.buffer, frame.byteOffset).setBigUint64(4, BigInt(number), true);
      number += 1;
      yield frame;
    }
  }
}
