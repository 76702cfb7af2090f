import { isOpaque } from './gif-opacity.ts';
import type { GifPicture } from './gif-opacity.ts';
import type { ReadAt } from './image-header.ts';

export interface GifHeader {
  readonly width: number;
  readonly height: number;
  /** When each picture appears, in hundredths of a second from the first; one more entry marks the end. */
  readonly times: readonly number[];
  /** No picture lets anything show through: the first fills the canvas, and none is wiped away again. */
  readonly opaque: boolean;
}

/** A reader of one byte after another over `read`, a window at a time. */
function byteReader(read: ReadAt) {
  let window = new Uint8Array(0);
  let start = 0;
  let position = 0;
  return {
    at: () => position,
    skip(count: number): void {
      position += count;
    },
    async next(): Promise<number | undefined> {
      if (position < start || position >= start + window.length) {
        start = position;
        window = new Uint8Array(await read(start, 65_536));
      }
      const value = window[position - start];
      position += 1;
      return value;
    },
  };
}

/**
 * Walks the blocks of a GIF without decoding a picture (GIF89a specification, 1990). A delay of 0 or 1 hundredth counts as
 * 10, as ffmpeg's demuxer and all browsers show it.
 *
 * @returns undefined where the header is cut off; a file cut off later has the pictures that are whole.
 */
export async function readGifHeader(read: ReadAt, maxFrames: number): Promise<GifHeader | undefined> {
  const head = await read(0, 13);
  if (head.length < 13) return undefined;
  const data = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const width = data.getUint16(6, true);
  const height = data.getUint16(8, true);
  const tableBytes = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1));
  const bytes = byteReader(read);
  bytes.skip(13 + tableBytes(data.getUint8(10)));

  const times = [0];
  let clock = 0;
  let delay = 10;
  let control = 0;
  let seeThrough = 0;
  let first: GifPicture | undefined;
  let wiped = false;
  /** Skips data sub-blocks; false where the file ends among them. */
  const skipBlocks = async () => {
    for (;;) {
      const size = await bytes.next();
      if (size === undefined) return false;
      if (size === 0) return true;
      bytes.skip(size);
    }
  };
  while (times.length <= maxFrames) {
    const block = await bytes.next();
    if (block === 0x21) {
      if ((await bytes.next()) === 0xf9) {
        // Graphic control: size, flags, two bytes of delay, the colour that is none, all for the picture that follows.
        bytes.skip(1);
        control = (await bytes.next()) ?? 0;
        const [low, high] = [await bytes.next(), await bytes.next()];
        seeThrough = (await bytes.next()) ?? 0;
        if (low === undefined || high === undefined) break;
        const value = low | (high << 8);
        delay = value < 2 ? 10 : value;
      }
      if (!(await skipBlocks())) break;
    } else if (block === 0x2c) {
      const place = await read(bytes.at(), 8);
      if (place.length < 8) break;
      bytes.skip(8);
      const flags = await bytes.next();
      if (flags === undefined) break;
      bytes.skip(tableBytes(flags));
      if (first === undefined) {
        const box = new DataView(place.buffer, place.byteOffset, 8);
        const edges = [0, 2, 4, 6].map((offset) => box.getUint16(offset, true));
        const fills = edges.join() === [0, 0, width, height].join();
        const hole = (control & 1) === 0 ? undefined : seeThrough;
        first = { fills, pixels: width * height, hole, at: bytes.at() };
      }
      // Whatever is restored to nothing, or to before it was drawn where that is nothing, leaves a hole.
      if (((control >> 2) & 7) === 2) wiped = true;
      control = 0;
      bytes.skip(1);
      if (!(await skipBlocks())) break;
      clock += delay;
      times.push(clock);
      delay = 10;
    } else {
      // 0x3B is the trailer; anything else is no block at all.
      break;
    }
  }
  const opaque = first !== undefined && !wiped && (await isOpaque(read, first));
  return { width, height, times, opaque };
}
