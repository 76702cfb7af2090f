import { boxesIn, inside } from './iso-boxes.ts';
import type { MediaFormat } from './sniff.ts';

/** What a still says about itself before any decoder sees it. */
export interface ImageHeader {
  readonly width: number;
  readonly height: number;
  /** Clockwise turn that sets it upright (EXIF), and whether it is mirrored left to right after that turn. */
  readonly rotation: 0 | 90 | 180 | 270;
  readonly mirrored: boolean;
}

/** Reads `length` bytes at `position`; fewer at the end of the file. */
export type ReadAt = (position: number, length: number) => Promise<Uint8Array>;

const upright = { rotation: 0, mirrored: false } as const;

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The EXIF orientations 1 to 8 as a clockwise turn, then a mirror. */
const orientations: Readonly<Record<number, Pick<ImageHeader, 'rotation' | 'mirrored'>>> = {
  1: upright,
  2: { rotation: 0, mirrored: true },
  3: { rotation: 180, mirrored: false },
  4: { rotation: 180, mirrored: true },
  5: { rotation: 90, mirrored: true },
  6: { rotation: 90, mirrored: false },
  7: { rotation: 270, mirrored: true },
  8: { rotation: 270, mirrored: false },
};

interface TiffEntries {
  readonly value: (tag: number) => number | undefined;
}

/** The numbers of a TIFF file's first directory (EXIF is one too). `at` finds bytes by their place in it. */
async function readTiff(at: ReadAt): Promise<TiffEntries | undefined> {
  const head = await at(0, 8);
  if (head.length < 8) return undefined;
  const little = head[0] === 0x49;
  const place = view(head).getUint32(4, little);
  const countBytes = await at(place, 2);
  if (countBytes.length < 2) return undefined;
  const count = Math.min(view(countBytes).getUint16(0, little), 512);
  const table = await at(place + 2, count * 12);
  const values = new Map<number, number>();
  for (let offset = 0; offset + 12 <= table.length; offset += 12) {
    const entry = view(table.subarray(offset, offset + 12));
    const type = entry.getUint16(2, little);
    // 3 = 16 bits, 4 = 32 bits; other types hold nothing we ask for.
    if (type === 3) values.set(entry.getUint16(0, little), entry.getUint16(8, little));
    else if (type === 4) values.set(entry.getUint16(0, little), entry.getUint32(8, little));
  }
  return { value: (tag) => values.get(tag) };
}

const orientationTag = 0x0112;

async function pngHeader(read: ReadAt): Promise<ImageHeader | undefined> {
  const head = await read(8, 16);
  if (head.length < 16 || String.fromCharCode(...head.subarray(4, 8)) !== 'IHDR') return undefined;
  return { width: view(head).getUint32(8), height: view(head).getUint32(12), ...upright };
}

async function exifOrientation(segment: Uint8Array): Promise<Pick<ImageHeader, 'rotation' | 'mirrored'>> {
  if (String.fromCharCode(...segment.subarray(0, 4)) !== 'Exif') return upright;
  const tiff = await readTiff(async (position, length) =>
    segment.subarray(6 + position, 6 + position + length),
  );
  return orientations[tiff?.value(orientationTag) ?? 1] ?? upright;
}

async function jpegHeader(read: ReadAt): Promise<ImageHeader | undefined> {
  let position = 2;
  let turn: Pick<ImageHeader, 'rotation' | 'mirrored'> = upright;
  // A file of nothing but small segments must not keep us here.
  for (let segments = 0; segments < 2000; segments += 1) {
    const head = await read(position, 4);
    if (head.length < 4 || head[0] !== 0xff) return undefined;
    const marker = head[1] ?? 0;
    if (marker === 0xff) {
      position += 1;
      continue;
    }
    const length = view(head).getUint16(2);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      const frame = await read(position + 4, 5);
      if (frame.length < 5) return undefined;
      return { width: view(frame).getUint16(3), height: view(frame).getUint16(1), ...turn };
    }
    if (marker === 0xe1) turn = await exifOrientation(await read(position + 4, Math.max(0, length - 2)));
    // Start of scan without a frame header, or the end.
    if (marker === 0xda || marker === 0xd9 || length < 2) return undefined;
    position += 2 + length;
  }
  return undefined;
}

async function webpHeader(read: ReadAt): Promise<ImageHeader | undefined> {
  const head = await read(12, 18);
  if (head.length < 18) return undefined;
  const data = view(head);
  const three = (offset: number) => data.getUint16(offset, true) | (data.getUint8(offset + 2) << 16);
  switch (String.fromCharCode(...head.subarray(0, 4))) {
    case 'VP8X':
      return { width: three(12) + 1, height: three(15) + 1, ...upright };
    case 'VP8L': {
      const bits = data.getUint32(9, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, ...upright };
    }
    case 'VP8 ':
      return {
        width: data.getUint16(14, true) & 0x3fff,
        height: data.getUint16(16, true) & 0x3fff,
        ...upright,
      };
    default:
      return undefined;
  }
}

async function bmpHeader(read: ReadAt): Promise<ImageHeader | undefined> {
  const head = await read(14, 12);
  if (head.length < 12) return undefined;
  const data = view(head);
  // 12 = the header of OS/2, with 16-bit sizes; a negative height means the rows come top first.
  return data.getUint32(0, true) === 12
    ? { width: data.getUint16(4, true), height: data.getUint16(6, true), ...upright }
    : { width: data.getInt32(4, true), height: Math.abs(data.getInt32(8, true)), ...upright };
}

async function tiffHeader(read: ReadAt): Promise<ImageHeader | undefined> {
  const tiff = await readTiff(read);
  const width = tiff?.value(256);
  const height = tiff?.value(257);
  if (width === undefined || height === undefined) return undefined;
  return { width, height, ...(orientations[tiff?.value(orientationTag) ?? 1] ?? upright) };
}

/** Properties of the largest picture in the file (ISO/IEC 23008-12, 6.5): the main one, not its thumbnail. */
async function avifHeader(read: ReadAt): Promise<ImageHeader | undefined> {
  const data = view(await read(0, 256 * 1024));
  const meta = boxesIn(data, 0, data.byteLength).find(({ type }) => type === 'meta');
  if (meta === undefined) return undefined;
  // A full box: version and flags stand before what is in it.
  const list = inside(data, { ...meta, from: meta.from + 4 }, 'iprp', 'ipco');
  const properties = list === undefined ? [] : boxesIn(data, list.from, list.to);
  const sizes = properties
    .filter(({ type, from, to }) => type === 'ispe' && to - from >= 12)
    .map(({ from }) => ({ width: data.getUint32(from + 4), height: data.getUint32(from + 8) }))
    .sort((a, b) => b.width * b.height - a.width * a.height);
  const [size] = sizes;
  if (size === undefined) return undefined;
  const valueOf = (wanted: string): number | undefined => {
    const found = properties.find(({ type, from, to }) => type === wanted && to > from);
    return found === undefined ? undefined : data.getUint8(found.from);
  };
  const mirror = valueOf('imir');
  // Turned against the clock in quarters; mirrored top to bottom is turned by half and mirrored left to right.
  const quarters =
    (8 - ((valueOf('irot') ?? 0) & 3) + (mirror === undefined || (mirror & 1) === 1 ? 0 : 2)) % 4;
  const rotation = ([0, 90, 180, 270] as const)[quarters] ?? 0;
  return { ...size, rotation, mirrored: mirror !== undefined };
}

/** Size and turn of a still from its header alone; undefined where the header is cut off or says nothing sensible. */
export async function readImageHeader(format: MediaFormat, read: ReadAt): Promise<ImageHeader | undefined> {
  const readers: Partial<Record<MediaFormat, (read: ReadAt) => Promise<ImageHeader | undefined>>> = {
    png: pngHeader,
    jpg: jpegHeader,
    webp: webpHeader,
    bmp: bmpHeader,
    tif: tiffHeader,
    avif: avifHeader,
  };
  const header = await readers[format]?.(read);
  return header !== undefined && header.width > 0 && header.height > 0 ? header : undefined;
}
