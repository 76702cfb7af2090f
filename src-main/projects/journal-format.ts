/**
 * An append-only file of framed records: `[length u32 LE][crc32 u32 LE][UTF-8 JSON]`. A program killed while it appends
 * leaves a torn last record; the frame makes that visible, and everything before it stays readable.
 */
const headerBytes = 8;
/** A length beyond this is damage, not data. */
const maximumRecordBytes = 32 * 1024 * 1024;
/** A journal begins anew long before it is as long as this. */
export const journalLimits = { bytes: 64 * 1024 * 1024, records: 20_000 } as const;

const crcTable = new Uint32Array(256).map((_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

/** CRC-32 as in zip and PNG (ISO 3309, reflected polynomial 0xEDB88320). */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * One record as the bytes that are appended.
 *
 * @throws RangeError for one of more than 32 MB
 */
export function encodeRecord(record: unknown): Uint8Array {
  const payload = new TextEncoder().encode(JSON.stringify(record));
  if (payload.length > maximumRecordBytes) throw new RangeError('A journal record is too large.');
  const framed = new Uint8Array(headerBytes + payload.length);
  const header = new DataView(framed.buffer);
  header.setUint32(0, payload.length, true);
  header.setUint32(4, crc32(payload), true);
  framed.set(payload, headerBytes);
  return framed;
}

export interface DecodedJournal {
  readonly records: readonly unknown[];
  /** Length of the longest valid prefix; what follows is damage and may be cut off. */
  readonly validBytes: number;
}

/** Reads the longest valid prefix. Never throws: any byte string is some journal followed by damage. */
export function decodeRecords(bytes: Uint8Array): DecodedJournal {
  const records: unknown[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let offset = 0;
  while (offset + headerBytes <= bytes.length && records.length < journalLimits.records) {
    const length = view.getUint32(offset, true);
    const end = offset + headerBytes + length;
    if (length > maximumRecordBytes || end > bytes.length) break;
    const payload = bytes.subarray(offset + headerBytes, end);
    if (crc32(payload) !== view.getUint32(offset + 4, true)) break;
    try {
      records.push(JSON.parse(decoder.decode(payload)));
    } catch {
      break;
    }
    offset = end;
  }
  return { records, validBytes: offset };
}
