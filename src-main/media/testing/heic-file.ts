import { spawnSync } from 'node:child_process';

/** Boxes as ISO base media files have them. */
function box(type: string, ...contents: readonly (Uint8Array | readonly number[])[]): Buffer {
  const inner = Buffer.concat(contents.map((one) => Buffer.from(one)));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(inner.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, inner]);
}
const two = (value: number) => [value >> 8, value & 255];
const four = (value: number) => [...two(value >>> 16), ...two(value & 0xffff)];
const plain = [0, 0, 0, 0];

/** The units of an HEVC stream, without their start codes. */
function unitsOf(stream: Buffer): Buffer[] {
  const starts: number[] = [];
  for (let at = 0; at + 3 <= stream.length; at += 1) {
    if (stream[at] === 0 && stream[at + 1] === 0 && stream[at + 2] === 1) starts.push(at + 3);
  }
  return starts.map((from, index) => {
    const next = starts[index + 1];
    if (next === undefined) return stream.subarray(from);
    return stream.subarray(from, stream[next - 4] === 0 ? next - 4 : next - 3);
  });
}

const kindOf = (unit: Buffer): number => ((unit[0] ?? 0) >> 1) & 63;

export interface HeicLayout {
  readonly columns: number;
  readonly rows: number;
  readonly tile: { readonly width: number; readonly height: number };
  /** The part of the tiles that is the picture. */
  readonly width: number;
  readonly height: number;
  /** Quarter turns to the left. */
  readonly turns?: number;
}

/** A HEIC file as telephones write it: a grid of HEVC tiles out of raw RGB pictures, one for each tile. */
export function heicFile(program: string, tiles: readonly Uint8Array[], layout: HeicLayout): Buffer {
  const { columns, rows, tile, width, height, turns = 0 } = layout;
  const streamOf = (pixels: Uint8Array): Buffer[] => {
    const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${tile.width}x${tile.height}`, '-i', 'pipe:0'];
    const filter = ['-vf', 'scale=out_color_matrix=smpte170m:out_range=pc,format=yuv444p'];
    const coded = [
      '-c:v',
      'libx265',
      '-x265-params',
      'log-level=none:lossless=1:range=full',
      '-f',
      'hevc',
      'pipe:1',
    ];
    const run = spawnSync(program, ['-v', 'error', ...raw, ...filter, ...coded], { input: pixels });
    if (run.status !== 0) throw new Error(run.stderr.toString());
    return unitsOf(run.stdout);
  };
  // A tile that stands in many places is coded once.
  const coded = new Map([...new Set(tiles)].map((pixels) => [pixels, streamOf(pixels)]));
  const streams = tiles.map((pixels) => coded.get(pixels) ?? []);
  const sets = (streams[0] ?? []).filter((unit) => [32, 33, 34].includes(kindOf(unit)));
  const items = streams.map((units) =>
    Buffer.concat(
      units.filter((unit) => kindOf(unit) < 32).flatMap((unit) => [Buffer.from(four(unit.length)), unit]),
    ),
  );
  const hvcC = box(
    'hvcC',
    // Its profile, full chroma, eight bits, four bytes of length before each unit.
    [1, 4, ...Array<number>(14).fill(0), 0xff, 0xf8, 0xf8, 0, 0, 3, sets.length],
    ...sets.flatMap((unit) => [[0x80 | kindOf(unit), 0, 1, ...two(unit.length)], unit]),
  );
  const ispe = (w: number, h: number) => box('ispe', plain, four(w), four(h));
  const colr = box('colr', Buffer.from('nclx'), two(1), two(13), two(6), [128]);
  const ipco = box(
    'ipco',
    hvcC,
    ispe(tile.width, tile.height),
    ispe(width, height),
    colr,
    box('irot', [turns]),
  );
  const ids = tiles.map((_, index) => index + 2);
  const ipma = box(
    'ipma',
    plain,
    four(ids.length + 1),
    [...two(1), 3, 3, 4, 0x85],
    ...ids.map((id) => [...two(id), 2, 0x81, 2]),
  );
  const item = (id: number, kind: string) =>
    box('infe', [2, 0, 0, 0], two(id), two(0), Buffer.from(kind), [0]);
  const iinf = box('iinf', plain, two(ids.length + 1), item(1, 'grid'), ...ids.map((id) => item(id, 'hvc1')));
  const iref = box('iref', plain, box('dimg', two(1), two(ids.length), ...ids.map(two)));
  const idat = box('idat', [0, 0, rows - 1, columns - 1, ...two(width), ...two(height)]);
  const head = box('ftyp', Buffer.from('heic'), plain, Buffer.from('mif1heic'));
  const metaWith = (first: number): Buffer => {
    let at = first;
    const places = items.map((data, index) => {
      const place = [
        ...two(ids[index] ?? 0),
        ...two(0),
        ...two(0),
        ...two(1),
        ...four(at),
        ...four(data.length),
      ];
      at += data.length;
      return place;
    });
    const grid = [...two(1), ...two(1), ...two(0), ...two(1), ...four(0), ...four(8)];
    const iloc = box('iloc', [1, 0, 0, 0, 0x44, 0], two(ids.length + 1), grid, ...places);
    const hdlr = box('hdlr', plain, plain, Buffer.from('pict'), Array<number>(13).fill(0));
    const pitm = box('pitm', plain, two(1));
    return box('meta', plain, hdlr, pitm, iloc, iinf, iref, box('iprp', ipco, ipma), idat);
  };
  const first = head.length + metaWith(0).length + 8;
  return Buffer.concat([head, metaWith(first), box('mdat', ...items)]);
}
