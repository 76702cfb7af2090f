const marker = 0xff;
const startOfImage = 0xd8;
const endOfImage = 0xd9;
const startOfScan = 0xda;

/** Index behind the JPEG that begins at `start` (ISO/IEC 10918-1, annex B). */
function endOf(bytes: Uint8Array, start: number): number {
  if (bytes[start] !== marker || bytes[start + 1] !== startOfImage) throw new Error('No JPEG begins here.');
  let at = start + 2;
  while (at + 3 < bytes.length) {
    const kind = bytes[at + 1];
    if (bytes[at] !== marker) throw new Error('A JPEG has a broken segment.');
    if (kind === endOfImage) return at + 2;
    at += 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
    if (kind !== startOfScan) continue;
    // Coded data: a marker's first byte is followed by 0 there, except for the restarts.
    for (at = bytes.indexOf(marker, at); at !== -1; at = bytes.indexOf(marker, at + 2)) {
      const next = bytes[at + 1] ?? 0;
      if (next !== 0 && (next < 0xd0 || next > 0xd7)) break;
    }
    if (at === -1) break;
    if (bytes[at + 1] === endOfImage) return at + 2;
  }
  throw new Error('A JPEG ends early.');
}

/**
 * The pictures of a stream of JPEGs, one after another, as ffmpeg's `image2pipe` writes them.
 *
 * @throws Error where the bytes are anything else
 */
export function jpegsIn(bytes: Uint8Array): Uint8Array[] {
  const pictures: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = endOf(bytes, at);
    pictures.push(bytes.subarray(at, end));
    at = end;
  }
  return pictures;
}
