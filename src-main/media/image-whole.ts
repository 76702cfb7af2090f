import type { ReadAt } from './image-header.ts';
import type { MediaFormat } from './sniff.ts';

/** Walks the chunks to the last one (PNG specification, section 5). */
async function pngIsWhole(read: ReadAt, bytes: number): Promise<boolean> {
  let position = 8;
  for (let chunks = 0; chunks < 100_000; chunks += 1) {
    const head = await read(position, 8);
    if (head.length < 8) return false;
    const length = new DataView(head.buffer, head.byteOffset, 8).getUint32(0);
    position += 12 + length;
    if (position > bytes) return false;
    if (String.fromCharCode(...head.subarray(4)) === 'IEND') return true;
  }
  return false;
}

/**
 * Looks for the end marker behind the start of the first scan. In coded picture data 0xFF is always followed by 0 or a
 * restart marker (ITU-T T.81, B.1.1.5), so an end marker there is the end; one in an embedded thumbnail lies before.
 */
async function jpegIsWhole(read: ReadAt, bytes: number): Promise<boolean> {
  let position = 2;
  for (let segments = 0; segments < 2000; segments += 1) {
    const head = await read(position, 4);
    if (head.length < 4 || head[0] !== 0xff) return false;
    if (head[1] === 0xff) {
      position += 1;
      continue;
    }
    position += 2 + new DataView(head.buffer, head.byteOffset, 4).getUint16(2);
    if (head[1] === 0xda) break;
  }
  const window = 1024 * 1024;
  const tail = await read(Math.max(position, bytes - window), window);
  for (let index = tail.length - 2; index >= 0; index -= 1) {
    if (tail[index] === 0xff && tail[index + 1] === 0xd9) return true;
  }
  return false;
}

async function riffIsWhole(read: ReadAt, bytes: number): Promise<boolean> {
  const head = await read(4, 4);
  return head.length === 4 && new DataView(head.buffer, head.byteOffset, 4).getUint32(0, true) + 8 <= bytes;
}

/**
 * Whether a still's file reaches its own end. A cut one would decode to a picture that is grey from some row on, and a
 * grey half must not become the first frame of a film.
 */
export async function imageIsWhole(format: MediaFormat, read: ReadAt, bytes: number): Promise<boolean> {
  if (format === 'png') return pngIsWhole(read, bytes);
  if (format === 'jpg') return jpegIsWhole(read, bytes);
  if (format === 'webp') return riffIsWhole(read, bytes);
  // Uncompressed kinds have no end marker; what is missing there the decoder reports.
  return true;
}
