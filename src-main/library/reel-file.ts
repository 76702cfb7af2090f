import type { FileHandle } from 'node:fs/promises';
import type { Media } from '../../src-shared/project/schema.ts';

/**
 * Scrubbing can't wait for a film's own pictures: most of them lean on others, and a 1080p one takes a slow machine a third
 * of a second. A reel holds every frame of a short stretch as a JPEG of its own, about as large as the viewer.
 *
 * The file: n + 1 offsets from its beginning (32 bits, little-endian), then the n pictures; picture i lies between offsets
 * i and i + 1.
 */

/** Frames of a reel; the last one of a film may hold fewer. Made in about a second, so that those at the playhead come soon. */
export const reelFrames = 120;
const offsetBytes = 4;

/** Where reels lie inside the project folder. */
export const reelFolder = 'cache/scrub';

/** Where the reel with a frame lies inside the project folder. */
export function reelFile({ sha256 }: Pick<Media, 'sha256'>, frame: number): string {
  return `${reelFolder}/${sha256.slice(0, 24)}-${Math.floor(frame / reelFrames)}.reel`;
}

/** Whether a file of that folder is a reel by its name. */
export function isReelName(name: string): boolean {
  return /^[0-9a-f]{24}-\d{1,9}\.reel$/.test(name);
}

export interface ReelRange {
  readonly first: number;
  readonly count: number;
}

/** Frames of a film that its reel with `frame` holds. */
export function reelRange(frames: number, frame: number): ReelRange {
  const first = Math.floor(frame / reelFrames) * reelFrames;
  return { first, count: Math.min(reelFrames, frames - first) };
}

/** The bytes of a reel. */
export function reelOf(pictures: readonly Uint8Array[]): Uint8Array {
  let at = (pictures.length + 1) * offsetBytes;
  const offsets = new DataView(new ArrayBuffer(at));
  offsets.setUint32(0, at, true);
  for (const [index, picture] of pictures.entries()) {
    at += picture.length;
    offsets.setUint32((index + 1) * offsetBytes, at, true);
  }
  return Buffer.concat([new Uint8Array(offsets.buffer), ...pictures]);
}

/** Where the picture of a frame lies in its open reel; undefined where the file has none, or is no reel. */
export async function findInReel(
  file: FileHandle,
  frame: number,
): Promise<{ readonly first: number; readonly last: number } | undefined> {
  const { size } = await file.stat();
  const at = (frame % reelFrames) * offsetBytes;
  const head = new DataView(new ArrayBuffer(offsetBytes));
  const pair = new DataView(new ArrayBuffer(2 * offsetBytes));
  await file.read(head, 0, offsetBytes, 0);
  const begin = head.getUint32(0, true);
  if (begin > (reelFrames + 1) * offsetBytes || at + 2 * offsetBytes > begin) return undefined;
  await file.read(pair, 0, 2 * offsetBytes, at);
  const first = pair.getUint32(0, true);
  const end = pair.getUint32(offsetBytes, true);
  return first >= begin && end > first && end <= size ? { first, last: end - 1 } : undefined;
}
