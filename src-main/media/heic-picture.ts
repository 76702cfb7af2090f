import { boxesIn, inside, type Box } from './iso-boxes.ts';

/** The pictures of a HEIC file's main item as one coded stream, and how they are put together. */
export interface HeicPicture {
  /** All tiles one after another, row by row, as an HEVC stream with start codes. */
  readonly stream: Uint8Array;
  readonly columns: number;
  readonly rows: number;
  /** The part that is meant, before it is turned: tiles may reach beyond it. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** What the picture still wants, in this order. */
  readonly turns: readonly ('left' | 'over' | 'right' | 'mirror' | 'flip')[];
  readonly colour: { readonly matrix: number; readonly isFull: boolean } | undefined;
}

/** More tiles than the largest picture has. */
const mostTiles = 4096;
const mostExtents = 4 * mostTiles;
const startCode = Uint8Array.of(0, 0, 0, 1);

/**
 * What tiles and their parameter sets may come to beside the file itself, in bytes: an honest file has every tile once and sets of
 * a hundred bytes. One that names the same bytes in a thousand places would fill the memory.
 */
const mostBeside = 1024 * 1024;

interface Extent {
  readonly from: number;
  readonly length: number;
}

/** Reads numbers of a box one after another. Beyond its end `DataView` throws, which means: damaged. */
function cursorOf(view: DataView, { from }: Box) {
  let at = from;
  const number = (bytes: number): number => {
    let value = 0;
    for (let index = 0; index < bytes; index += 1) value = value * 256 + view.getUint8(at + index);
    at += bytes;
    return value;
  };
  return { number, at: () => at };
}

function textAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)));
}

/** Kind of each item by its number (ISO/IEC 14496-12, 8.11.6). */
function kindsOf(view: DataView, box: Box): Map<number, string> {
  const version = view.getUint8(box.from);
  const first = box.from + 4 + (version === 0 ? 2 : 4);
  const kinds = new Map<number, string>();
  for (const entry of boxesIn(view, first, box.to)) {
    const short = view.getUint8(entry.from) < 3;
    const id = short ? view.getUint16(entry.from + 4) : view.getUint32(entry.from + 4);
    kinds.set(id, textAt(view, entry.from + (short ? 8 : 10)));
  }
  return kinds;
}

/** Where the bytes of each item lie (8.11.3), in the file or in the box `idat`. */
function placesOf(view: DataView, box: Box, idat: Box | undefined): Map<number, readonly Extent[]> {
  const read = cursorOf(view, box);
  const version = read.number(1);
  read.number(3);
  const sizes = read.number(2);
  const [offsetBytes, lengthBytes, baseBytes, indexBytes] = [12, 8, 4, 0].map(
    (shift) => (sizes >> shift) & 15,
  );
  const count = read.number(version < 2 ? 2 : 4);
  const places = new Map<number, readonly Extent[]>();
  let rest = mostExtents;
  for (let item = 0; item < count; item += 1) {
    const id = read.number(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : read.number(2) & 15;
    read.number(2);
    const base = read.number(baseBytes ?? 0) + (method === 1 ? (idat?.from ?? Number.NaN) : 0);
    const extents: Extent[] = [];
    for (let left = read.number(2); left > 0; left -= 1) {
      rest -= 1;
      if (rest < 0) throw new RangeError('More pieces than an honest file has.');
      if (version > 0) read.number(indexBytes ?? 0);
      const from = base + read.number(offsetBytes ?? 0);
      extents.push({ from, length: read.number(lengthBytes ?? 0) });
    }
    if (method < 2) places.set(id, extents);
  }
  return places;
}

/** The items that another one is made of, in their order (8.11.12). */
function tilesOf(view: DataView, box: Box | undefined, of: number): number[] {
  if (box === undefined) return [];
  const idBytes = view.getUint8(box.from) === 0 ? 2 : 4;
  for (const entry of boxesIn(view, box.from + 4, box.to)) {
    const read = cursorOf(view, entry);
    if (entry.type !== 'dimg' || read.number(idBytes) !== of) continue;
    return Array.from({ length: read.number(2) }, () => read.number(idBytes));
  }
  return [];
}

/** The properties of each item in the order in which they count (ISO/IEC 23008-12, 9.3). */
function propertiesOf(view: DataView, iprp: Box): (of: number) => readonly Box[] {
  const all = inside(view, iprp, 'ipco');
  const known = all === undefined ? [] : boxesIn(view, all.from, all.to);
  const found = new Map<number, readonly Box[]>();
  for (const box of boxesIn(view, iprp.from, iprp.to)) {
    if (box.type !== 'ipma') continue;
    const read = cursorOf(view, box);
    const version = read.number(1);
    const isWide = (read.number(3) & 1) === 1;
    for (let left = read.number(4); left > 0; left -= 1) {
      const id = read.number(version === 0 ? 2 : 4);
      const indices = Array.from({ length: read.number(1) }, () => read.number(isWide ? 2 : 1));
      const boxes = indices.flatMap((index) => known[(index & (isWide ? 0x7fff : 0x7f)) - 1] ?? []);
      if (!found.has(id)) found.set(id, boxes);
    }
  }
  return (of) => found.get(of) ?? [];
}

/** The units of an item; each has its length before it. */
function unitsOf(data: Uint8Array, lengthBytes: number): Uint8Array[] {
  const units: Uint8Array[] = [];
  for (let at = 0; at + lengthBytes <= data.length;) {
    let length = 0;
    for (const byte of data.subarray(at, at + lengthBytes)) length = length * 256 + byte;
    at += lengthBytes;
    units.push(data.subarray(at, at + length));
    at += length;
  }
  return units;
}

/** The parameter sets of a decoder's configuration (ISO/IEC 14496-15, 8.3.3) and how long its units' lengths are. */
function configurationOf(bytes: Uint8Array, view: DataView, box: Box) {
  const read = cursorOf(view, { ...box, from: box.from + 21 });
  const lengthBytes = (read.number(1) & 3) + 1;
  const sets: Uint8Array[] = [];
  for (let arrays = read.number(1); arrays > 0; arrays -= 1) {
    read.number(1);
    for (let units = read.number(2); units > 0; units -= 1) {
      const length = read.number(2);
      sets.push(bytes.subarray(read.at(), read.at() + length));
      for (let left = length; left > 0; left -= 1) read.number(1);
    }
  }
  return { lengthBytes, sets };
}

function turnsOf(view: DataView, properties: readonly Box[]): HeicPicture['turns'] {
  return properties.flatMap((box): HeicPicture['turns'] => {
    if (box.type === 'imir') return [(view.getUint8(box.from) & 1) === 0 ? 'mirror' : 'flip'];
    if (box.type !== 'irot') return [];
    const turn = ([null, 'left', 'over', 'right'] as const)[view.getUint8(box.from) & 3] ?? null;
    return turn === null ? [] : [turn];
  });
}

/** The part of a picture that is meant (ISO/IEC 14496-12, 12.1.4.1), in whole pixels; all of it where nothing is said. */
function apertureOf(view: DataView, properties: readonly Box[], width: number, height: number) {
  const box = properties.find(({ type }) => type === 'clap');
  if (box === undefined) return { left: 0, top: 0, width, height };
  const share = (at: number): number => view.getInt32(box.from + at) / view.getInt32(box.from + at + 4);
  const meant = { width: Math.round(share(0)), height: Math.round(share(8)) };
  const left = Math.round((width - meant.width) / 2 + share(16));
  const top = Math.round((height - meant.height) / 2 + share(24));
  const isInside =
    meant.width > 0 &&
    meant.height > 0 &&
    left >= 0 &&
    top >= 0 &&
    left + meant.width <= width &&
    top + meant.height <= height;
  return isInside ? { left, top, ...meant } : { left: 0, top: 0, width, height };
}

function colourOf(view: DataView, properties: readonly Box[]): HeicPicture['colour'] {
  const box = properties.find((one) => one.type === 'colr' && textAt(view, one.from) === 'nclx');
  if (box === undefined) return undefined;
  return { matrix: view.getUint16(box.from + 8), isFull: (view.getUint8(box.from + 10) & 128) !== 0 };
}

/**
 * Takes the main picture out of a HEIC file (ISO/IEC 23008-12): one HEVC picture, or a grid of them, as telephones write it.
 * undefined where the file is damaged or its main picture is something else.
 */
export function heicPicture(bytes: Uint8Array): HeicPicture | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return mainPicture(bytes, view);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function mainPicture(bytes: Uint8Array, view: DataView): HeicPicture | undefined {
  const meta = boxesIn(view, 0, view.byteLength).find(({ type }) => type === 'meta');
  if (meta === undefined) return undefined;
  const parts = new Map(boxesIn(view, meta.from + 4, meta.to).map((box) => [box.type, box]));
  const [pitm, iinf, iloc, iprp] = ['pitm', 'iinf', 'iloc', 'iprp'].map((type) => parts.get(type));
  if (pitm === undefined || iinf === undefined || iloc === undefined || iprp === undefined) return undefined;
  const main = view.getUint8(pitm.from) === 0 ? view.getUint16(pitm.from + 4) : view.getUint32(pitm.from + 4);
  const places = placesOf(view, iloc, parts.get('idat'));
  let room = bytes.length + mostBeside;
  const take = (length: number): void => {
    room -= length;
    if (room < 0) throw new RangeError('More pictures than the file can hold.');
  };
  const contents = (id: number): Uint8Array => {
    const extents = places.get(id) ?? [];
    const isWhole = extents.every(({ from, length }) => from >= 0 && from + length <= bytes.length);
    if (extents.length === 0 || !isWhole) throw new RangeError('An item lies outside the file.');
    for (const { length } of extents) take(length);
    return Buffer.concat(extents.map(({ from, length }) => bytes.subarray(from, from + length)));
  };
  const kinds = kindsOf(view, iinf);
  const propertiesFor = propertiesOf(view, iprp);
  const properties = propertiesFor(main);
  const size = properties.find(({ type }) => type === 'ispe');
  if (size === undefined) return undefined;
  const [width, height] = [view.getUint32(size.from + 4), view.getUint32(size.from + 8)];
  const isGrid = kinds.get(main) === 'grid';
  const grid = isGrid ? contents(main) : undefined;
  const [rows = 1, columns = 1] = grid === undefined ? [] : [(grid[2] ?? 0) + 1, (grid[3] ?? 0) + 1];
  const tiles = isGrid ? tilesOf(view, parts.get('iref'), main) : [main];
  if (tiles.length !== rows * columns || tiles.length > mostTiles) return undefined;

  const pieces: Uint8Array[] = [];
  for (const tile of tiles) {
    const own = propertiesFor(tile);
    const coding = own.find(({ type }) => type === 'hvcC');
    if (kinds.get(tile) !== 'hvc1' || coding === undefined) return undefined;
    const { lengthBytes, sets } = configurationOf(bytes, view, coding);
    for (const set of sets) take(set.length);
    const data = contents(tile);
    for (const unit of [...sets, ...unitsOf(data, lengthBytes)]) pieces.push(startCode, unit);
  }
  const ofTile = tiles[0] === undefined ? [] : propertiesFor(tiles[0]);
  return {
    ...apertureOf(view, properties, width, height),
    stream: Buffer.concat(pieces),
    columns,
    rows,
    turns: turnsOf(view, properties),
    colour: colourOf(view, properties) ?? colourOf(view, ofTile),
  };
}
