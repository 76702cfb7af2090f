import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../journal-format.ts';

/** A file of an archive that no honest program would write. */
export interface RawEntry {
  readonly name: string;
  readonly data: Uint8Array;
  /** Unix mode with the kind of file; a regular file where absent. */
  readonly mode?: number;
  readonly deflate?: boolean;
  /** What the directory says instead of the truth. */
  readonly claims?: { readonly size?: number; readonly offset?: number; readonly flags?: number };
}

function header(
  length: number,
  fields: readonly (readonly [at: number, bytes: 2 | 4, value: number])[],
): Buffer {
  const bytes = Buffer.alloc(length);
  for (const [at, size, value] of fields)
    if (size === 2) bytes.writeUInt16LE(value, at);
    else bytes.writeUInt32LE(value >>> 0, at);
  return bytes;
}

/** A zip archive byte by byte (APPNOTE 6.3.10, sections 4.3.7, 4.3.12, 4.3.16), with whatever names and claims. */
export function rawZip(entries: readonly RawEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, mode = 0o100644, deflate = false, claims = {} } of entries) {
    const nameBytes = Buffer.from(name, 'utf8');
    const packed = deflate ? deflateRawSync(data) : Buffer.from(data);
    const shared = [
      [2, claims.flags ?? 0x0800],
      [4, deflate ? 8 : 0],
    ] as const;
    const sizes = [crc32(data), packed.length, claims.size ?? data.length, nameBytes.length] as const;
    const local = header(30, [
      [0, 4, 0x04034b50],
      [4, 2, 20],
      ...shared.map(([at, value]) => [at + 4, 2, value] as const),
      [14, 4, sizes[0]],
      [18, 4, sizes[1]],
      [22, 4, sizes[2]],
      [26, 2, sizes[3]],
    ]);
    directory.push(
      header(46, [
        [0, 4, 0x02014b50],
        [4, 2, (3 << 8) | 20],
        [6, 2, 20],
        ...shared.map(([at, value]) => [at + 6, 2, value] as const),
        [16, 4, sizes[0]],
        [20, 4, sizes[1]],
        [24, 4, sizes[2]],
        [28, 2, sizes[3]],
        [38, 4, mode * 65_536],
        [42, 4, claims.offset ?? offset],
      ]),
      nameBytes,
    );
    parts.push(local, nameBytes, packed);
    offset += local.length + nameBytes.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = header(22, [
    [0, 4, 0x06054b50],
    [8, 2, entries.length],
    [10, 2, entries.length],
    [12, 4, list.length],
    [16, 4, offset],
  ]);
  return Buffer.concat([...parts, list, end]);
}
