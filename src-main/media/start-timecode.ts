import type { FileHandle } from 'node:fs/promises';
import { boxesIn, inside, mostBoxes } from './iso-boxes.ts';

/** Where a camera's clock stood at the first frame, as a QuickTime timecode track says it. */
export interface StartTimecode {
  /** Frames since 00:00:00:00, counted as the track counts. */
  readonly frame: number;
  /** Frames in a second of the count: 24, 25, 30 … */
  readonly base: number;
  readonly dropFrame: boolean;
}

/** What the tables of a film may hold at most; those of a day of film are a few megabytes. */
const mostTableBytes = 64 * 1024 * 1024;

/** The table of contents (`moov`) of a film, wherever it stands in the file. */
async function readTables(handle: FileHandle, bytes: number): Promise<DataView | undefined> {
  const header = Buffer.alloc(16);
  for (let at = 0, count = 0; at + 8 <= bytes && count < mostBoxes; count += 1) {
    const { bytesRead } = await handle.read(header, 0, 16, at);
    if (bytesRead < 8) return undefined;
    const short = header.readUInt32BE(0);
    const size = short === 1 ? Number(header.readBigUInt64BE(8)) : short === 0 ? bytes - at : short;
    if (size < 8 || at + size > bytes) return undefined;
    if (header.toString('latin1', 4, 8) === 'moov') {
      if (size > mostTableBytes) return undefined;
      const tables = new Uint8Array(size);
      const read = await handle.read(tables, 0, size, at);
      return read.bytesRead === size ? new DataView(tables.buffer) : undefined;
    }
    at += size;
  }
  return undefined;
}

interface Sample {
  readonly offset: number;
  readonly base: number;
  readonly dropFrame: boolean;
}

/** Where the first number of a timecode track lies, and how it counts (QuickTime File Format, "Timecode media"). */
function timecodeSample(view: DataView): Sample | undefined {
  const [moov] = boxesIn(view, 0, view.byteLength);
  if (moov === undefined) return undefined;
  for (const track of boxesIn(view, moov.from, moov.to).filter(({ type }) => type === 'trak')) {
    const table = inside(view, track, 'mdia', 'minf', 'stbl');
    const descriptions = inside(view, table, 'stsd');
    if (descriptions === undefined || descriptions.to - descriptions.from < 8 + 34) continue;
    const [entry] = boxesIn(view, descriptions.from + 8, descriptions.to);
    if (entry?.type !== 'tmcd' || entry.to - entry.from < 26) continue;
    // Reserved 6, reference 2, reserved 4, then flags, time scale, frame duration, frames per second.
    const flags = view.getUint32(entry.from + 12);
    const base = view.getUint8(entry.from + 24);
    const offsets = inside(view, table, 'stco');
    const wide = inside(view, table, 'co64');
    const chosen = offsets ?? wide;
    const entryBytes = offsets === undefined ? 8 : 4;
    // Version and flags, the number of entries, and the first of them.
    if (chosen === undefined || chosen.to - chosen.from < 8 + entryBytes || base === 0) continue;
    const first = chosen.from + 8;
    const offset = entryBytes === 8 ? Number(view.getBigUint64(first)) : view.getUint32(first);
    return { offset, base, dropFrame: (flags & 1) !== 0 };
  }
  return undefined;
}

/**
 * Reads the start timecode of a QuickTime or MP4 film. Undefined where it has none, or one that can't be read: a film
 * without a clock is a film all the same.
 */
export async function readStartTimecode(
  handle: FileHandle,
  bytes: number,
): Promise<StartTimecode | undefined> {
  const tables = await readTables(handle, bytes);
  const sample = tables === undefined ? undefined : timecodeSample(tables);
  if (sample === undefined || sample.offset + 4 > bytes) return undefined;
  const number = Buffer.alloc(4);
  const { bytesRead } = await handle.read(number, 0, 4, sample.offset);
  const { base, dropFrame } = sample;
  return bytesRead === 4 ? { frame: number.readUInt32BE(0), base, dropFrame } : undefined;
}
