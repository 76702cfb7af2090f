import { spawnSync } from 'node:child_process';
import type { Size } from '../../../src-shared/generation/request.ts';

/**
 * Test films whose every frame carries its own number, so that "exactly these frames" can be checked frame by frame and
 * not only counted. The number stands as 12 blocks in one row, white for 1 and black for 0, lowest bit first, over a grey
 * ground with a moving bar; the blocks survive strong compression and scaling to a third.
 */
export const numberBits = 12;

/** RGB24 of frame `number`. */
export function numberedFrame(number: number, { width, height }: Size): Uint8Array {
  const rgb = new Uint8Array(width * height * 3).fill(110);
  const blockWidth = width / numberBits;
  const bar = (number * 7) % width;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 3;
      if (y >= height / 4 && y < (height * 3) / 4) {
        const value = (number >> Math.floor(x / blockWidth)) & 1 ? 255 : 0;
        rgb.fill(value, at, at + 3);
      } else if (Math.abs(x - bar) < 6) {
        rgb[at] = 200;
        rgb[at + 1] = 60;
        rgb[at + 2] = 40;
      }
    }
  }
  return rgb;
}

/** The number a frame carries; -1 where a block is neither black nor white. */
export function numberOf(rgb: Uint8Array, { width, height }: Size): number {
  let number = 0;
  for (let bit = 0; bit < numberBits; bit += 1) {
    const x = Math.floor(((bit + 0.5) * width) / numberBits);
    const value = rgb[(Math.floor(height / 2) * width + x) * 3] ?? 128;
    if (value > 80 && value < 175) return -1;
    if (value >= 175) number |= 1 << bit;
  }
  return number;
}

/** The numbers of frames that stand one after another in `frames`. */
export function numbersOf(frames: Uint8Array, size: Size): number[] {
  const bytes = size.width * size.height * 3;
  const numbers: number[] = [];
  for (let at = 0; at + bytes <= frames.length; at += bytes)
    numbers.push(numberOf(frames.subarray(at, at + bytes), size));
  return numbers;
}

export interface NumberedClip {
  readonly size: Size;
  /** As ffmpeg reads it: `24`, `30000/1001`. */
  readonly rate: string;
  readonly count: number;
  /** Number of the first frame. */
  readonly from?: number;
  /** Arguments between input and output: codec, filters, container flags. */
  readonly encode: readonly string[];
  /** A further input, e.g. a tone. */
  readonly inputs?: readonly string[];
}

/** Writes a film with the ffmpeg at `program`. Synchronous: it is for tests alone. */
export function writeNumberedClip(program: string, path: string, clip: NumberedClip): void {
  const { width, height } = clip.size;
  const frames = Buffer.concat(
    Array.from({ length: clip.count }, (_, index) => numberedFrame((clip.from ?? 0) + index, clip.size)),
  );
  const ended = spawnSync(
    program,
    `-v error -y -f rawvideo -pix_fmt rgb24 -s ${width}x${height} -r ${clip.rate} -i pipe:0`
      .split(' ')
      .concat(clip.inputs ?? [], clip.encode, path),
    { input: frames, maxBuffer: 1 << 26 },
  );
  if (ended.status !== 0) throw new Error(`ffmpeg failed: ${ended.stderr.toString()}`);
}

/** Runs ffmpeg for a fixture; answers standard output. */
export function runForFixture(program: string, args: readonly string[], input?: Uint8Array): Buffer {
  const ended = spawnSync(program, ['-v', 'error', '-y', ...args], { input, maxBuffer: 1 << 28 });
  if (ended.status !== 0) throw new Error(`ffmpeg failed: ${ended.stderr.toString()}`);
  return ended.stdout;
}

/** Every picture of a film as ffmpeg alone decodes it, RGB24, independent of the code under test. */
export function decodeAll(program: string, path: string, filters = 'null'): Buffer {
  // As `evenly`: without `fps` a newer ffmpeg repeats pictures that say they last longer than a tick.
  const filter = `${filters},settb=1/25,setpts=N,fps=25`;
  const output = `-map 0:v:0 -vf ${filter} -r 25 -f rawvideo -pix_fmt rgb24 pipe:1`.split(' ');
  return runForFixture(program, ['-i', path, ...output]);
}
