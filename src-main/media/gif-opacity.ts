import { mediaLimits } from './limits.ts';
import type { ReadAt } from './image-header.ts';

/** A picture of a GIF, as its header describes it. */
export interface GifPicture {
  /** It covers the whole canvas. */
  readonly fills: boolean;
  readonly pixels: number;
  /** Number of the colour that stands for nothing. */
  readonly hole: number | undefined;
  /** Where its coded pixels begin. */
  readonly at: number;
}

/** The coded bytes of a picture: data blocks up to the empty one. */
async function codedBytes(read: ReadAt, from: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for (let at = from; bytes < mediaLimits.imageBytes;) {
    const piece = await read(at, 65_536);
    let used = 0;
    for (;;) {
      const size = piece[used];
      if (size === undefined || used + 1 + size > piece.length) break;
      if (size === 0) return Buffer.concat(parts);
      parts.push(piece.slice(used + 1, used + 1 + size));
      bytes += size;
      used += 1 + size;
    }
    if (used === 0) break;
    at += used;
  }
  return Buffer.concat(parts);
}

/**
 * Whether a picture shows all of its pixels. Encoders name a colour for nothing also where no pixel has it, so the pixels
 * are looked at: LZW with codes of growing length (GIF89a specification, 1990, appendix F). Of each word in the table only
 * its length, its first colour and whether it holds the hole is kept.
 */
export async function isOpaque(read: ReadAt, { fills, pixels, hole, at }: GifPicture): Promise<boolean> {
  if (!fills) return false;
  if (hole === undefined) return true;
  const [least = 0] = await read(at, 1);
  if (least < 1 || least > 8) return false;
  const coded = await codedBytes(read, at + 1);
  const clear = 1 << least;
  const lengths = new Uint32Array(4096).fill(1, 0, clear);
  const firsts = Uint16Array.from({ length: 4096 }, (_, code) => (code < clear ? code : 0));
  const holed = Uint8Array.from({ length: 4096 }, (_, code) => (code === hole && code < clear ? 1 : 0));
  let [next, width, before, seen, held, bits] = [clear + 2, least + 1, -1, 0, 0, 0];
  for (const byte of coded) {
    held |= byte << bits;
    bits += 8;
    while (bits >= width) {
      const code = held & ((1 << width) - 1);
      held >>>= width;
      bits -= width;
      if (code === clear) {
        [next, width, before] = [clear + 2, least + 1, -1];
        continue;
      }
      if (code === clear + 1) return seen >= pixels;
      if (code > next || (code === next && before < 0)) return false;
      if (before >= 0 && next < 4096) {
        const tail = firsts[code === next ? before : code] ?? 0;
        lengths[next] = (lengths[before] ?? 0) + 1;
        firsts[next] = firsts[before] ?? 0;
        holed[next] = (holed[before] ?? 0) | (tail === hole ? 1 : 0);
        next += 1;
        if (next === 1 << width && width < 12) width += 1;
      }
      if (holed[code] === 1) return false;
      seen += lengths[code] ?? 0;
      if (seen >= pixels) return true;
      before = code;
    }
  }
  return false;
}
