import type { ReadAt } from './image-header.ts';

export interface GifHeader {
  readonly width: number;
  readonly height: number;
  /** When each picture appears, in hundredths of a second from the first; one more entry marks the end. */
  readonly times: readonly number[];
}

/** A reader of one byte after another over `read`, a window at a time. */
function byteReader(read: ReadAt) {
  let window = new Uint8Array(0);
  let start = 0;
  let position = 0;
  return {
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
        // Graphic control: size, flags, two bytes of delay for the picture that follows.
        bytes.skip(2);
        const [low, high] = [await bytes.next(), await bytes.next()];
        if (low === undefined || high === undefined) break;
        const value = low | (high << 8);
        delay = value < 2 ? 10 : value;
        bytes.skip(1);
      }
      if (!(await skipBlocks())) break;
    } else if (block === 0x2c) {
      bytes.skip(8);
      const flags = await bytes.next();
      if (flags === undefined) break;
      bytes.skip(tableBytes(flags) + 1);
      if (!(await skipBlocks())) break;
      clock += delay;
      times.push(clock);
      delay = 10;
    } else {
      // 0x3B is the trailer; anything else is no block at all.
      break;
    }
  }
  return { width, height, times };
}
