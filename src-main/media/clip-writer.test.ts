import { chmod, mkdir, mkdtemp, readdir, rm, writeFile, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Size } from '../../src-shared/generation/request.ts';
import type { Rate } from '../../src-shared/time/rate.ts';
import { createClipWriter } from './clip-writer.ts';
import type { ClipWriter, ClipWriterOptions } from './clip-writer.ts';
import { containerOf } from './coding.ts';
import { probeMedia } from './probe.ts';
import { readFrames } from './read-frames.ts';
import { resolveFfmpeg } from './resolve-ffmpeg.ts';
import type { FfmpegTool } from './resolve-ffmpeg.ts';
import { decodeAll, numberedFrame, numbersOf } from './testing/numbered-clip.ts';

const signal = new AbortController().signal;
const size = { width: 120, height: 68 };
const film24 = { num: 24, den: 1 };
let folder = '';
let tool: FfmpegTool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-writer-'));
  tool = await resolveFfmpeg();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Wanted {
  readonly file: string;
  readonly rate?: Rate;
  readonly outSize?: Size;
  readonly lossless?: boolean;
  readonly visible?: ClipWriterOptions['visible'];
}

async function writerFor({
  file,
  rate = film24,
  outSize = size,
  lossless = false,
  visible,
}: Wanted): Promise<ClipWriter> {
  const out = join(folder, file);
  return createClipWriter(
    tool,
    { out, container: containerOf(out), size, visible, outSize, rate, lossless },
    signal,
  );
}

async function writeNumbers(writer: ClipWriter, count: number, repeat = 1): Promise<void> {
  for (let number = 0; number < count; number += 1) await writer.write(numberedFrame(number, size), repeat);
}

const range = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);

describe('writing a clip', () => {
  it.each([
    ['an MP4 at 24000/1001', 'a.mp4', { num: 24_000, den: 1001 }],
    ['a MOV at 25', 'a.mov', { num: 25, den: 1 }],
    ['a WebM at 30000/1001', 'a.webm', { num: 30_000, den: 1001 }],
    ['a GIF at 12', 'a.gif', { num: 12, den: 1 }],
  ])('makes %s with exactly the frames that were given', async (_name, file, rate) => {
    const writer = await writerFor({ file, rate });
    await writeNumbers(writer, 10, 3);
    const written = await writer.finish();
    const path = join(folder, file);
    expect(written).toMatchObject({ path, files: [path], frames: 30 });
    expect(await probeMedia(path)).toMatchObject({
      kind: 'video',
      frames: 30,
      rate,
      variableRate: false,
      ...size,
    });
    expect(numbersOf(decodeAll(tool.path, path), size)).toEqual(
      range(30).map((index) => Math.floor(index / 3)),
    );
  });

  it('tags MP4 as BT.709, 4:2:0, with the index in front', async () => {
    const probe = await probeMedia(join(folder, 'a.mp4'));
    expect(probe).toMatchObject({ colour: { matrix: 'bt709' }, codec: 'avc' });
    const bytes = (await readFile(join(folder, 'a.mp4'))).toString('latin1');
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
    expect(bytes).toContain('colrnclx');
  });

  it('writes a numbered sequence of pictures for .png, bit for bit', async () => {
    const writer = await writerFor({ file: 'still 100%d.png' });
    await writeNumbers(writer, 3);
    const written = await writer.finish();
    const names = ['0001', '0002', '0003'].map((number) => join(folder, `still 100%d-${number}.png`));
    expect(written).toMatchObject({ path: names[0], files: names, frames: 3 });
    for (const [number, path] of names.entries()) {
      const frame = await readFrames(tool, path, { indices: [0], size, fit: 'cover' }, signal);
      expect(Buffer.from(frame).equals(Buffer.from(numberedFrame(number, size)))).toBe(true);
    }
  });

  it.each(['raw.mp4', 'raw.mov', 'raw.webm'])('keeps every bit when it is lossless: %s', async (file) => {
    const writer = await writerFor({ file, lossless: true });
    await writeNumbers(writer, 6);
    await writer.finish();
    const expected = Buffer.concat(range(6).map((number) => numberedFrame(number, size)));
    expect(decodeAll(tool.path, join(folder, file)).equals(expected)).toBe(true);
  });

  it('scales the visible part to fill the frame', async () => {
    const outSize = { width: 320, height: 180 };
    const writer = await writerFor({
      file: 'scaled.mp4',
      outSize,
      visible: { x: 0, y: 0, width: 120, height: 66 },
    });
    await writeNumbers(writer, 4);
    await writer.finish();
    expect(await probeMedia(join(folder, 'scaled.mp4'))).toMatchObject({ ...outSize, frames: 4 });
    expect(numbersOf(decodeAll(tool.path, join(folder, 'scaled.mp4')), outSize)).toEqual([0, 1, 2, 3]);
  });

  it('keeps colours true through BT.709', async () => {
    const colours = [
      [200, 30, 30],
      [30, 200, 30],
      [30, 30, 200],
      [128, 128, 128],
    ];
    const writer = await writerFor({ file: 'colours.mp4' });
    for (const colour of colours) {
      await writer.write(
        Uint8Array.from({ length: size.width * size.height * 3 }, (_, at) => colour[at % 3] ?? 0),
      );
    }
    await writer.finish();
    const frames = await readFrames(
      tool,
      join(folder, 'colours.mp4'),
      { indices: [0, 1, 2, 3], size, fit: 'cover' },
      signal,
    );
    colours.forEach((colour, index) => {
      const at = ((index * size.height + 30) * size.width + 60) * 3;
      colour.forEach((value, channel) =>
        expect(Math.abs((frames[at + channel] ?? 0) - value)).toBeLessThanOrEqual(3),
      );
    });
  });
});

describe('names', () => {
  it.each([
    // All at once: a leading dash, quotes, a pattern, emoji, right-to-left, a line break, a protocol, filter signs.
    ['everything odd', `-y "b" 'c' %05d [0-9] 🎬 سفر\nconcat:a|b;c,d=e.mp4`],
    ['255 bytes', `${'x'.repeat(251)}.mp4`],
  ])('with %s in them are only names', async (_kind, file) => {
    const home = await mkdtemp(join(folder, 'names '));
    const out = join(home, file);
    const options = { out, container: 'mp4', size, outSize: size, rate: film24, lossless: false } as const;
    const writer = await createClipWriter(tool, options, signal);
    await writeNumbers(writer, 2);
    await writer.finish();
    expect(await readdir(home)).toEqual([file]);
    const frames = await readFrames(tool, out, { indices: [1, 0], size, fit: 'cover' }, signal);
    expect(numbersOf(frames, size)).toEqual([1, 0]);
  });
});

describe('a clip that is not finished', () => {
  it('leaves the old file and nothing else after an abort', async () => {
    const home = join(folder, 'aborted');
    await mkdir(home);
    await writeFile(join(home, 'a.mp4'), 'the old film');
    const writer = await writerFor({ file: 'aborted/a.mp4' });
    await writeNumbers(writer, 3);
    expect(await readdir(home)).toHaveLength(2);
    await writer.abort();
    expect(await readdir(home)).toEqual(['a.mp4']);
    expect(await readFile(join(home, 'a.mp4'), 'utf8')).toBe('the old film');
  });

  it('refuses an output that can not be written before it takes a frame', async () => {
    await expect(writerFor({ file: 'no/such/folder/a.mp4' })).rejects.toMatchObject({
      code: 'output.unwritable',
      message: "“a.mp4” can't be written: there is no folder “folder”.",
    });
    await mkdir(join(folder, 'is-a-folder.mp4'));
    await expect(writerFor({ file: 'is-a-folder.mp4' })).rejects.toMatchObject({ code: 'output.unwritable' });
    await expect(writerFor({ file: 'a.avi' })).rejects.toMatchObject({ code: 'output.format' });
    await expect(writerFor({ file: 'odd.mp4', outSize: { width: 121, height: 68 } })).rejects.toMatchObject({
      code: 'input.size',
    });
  });

  it('refuses a read-only folder', async () => {
    // The super-user may write anywhere but in the kernel's own trees.
    const root = process.getuid?.() === 0;
    const home = root ? '/sys' : join(folder, 'locked');
    if (!root) {
      await mkdir(home);
      await chmod(home, 0o500);
    }
    const out = join(home, 'a.mp4');
    const options = { out, container: 'mp4', size, outSize: size, rate: film24, lossless: false } as const;
    await expect(createClipWriter(tool, options, signal)).rejects.toMatchObject({
      code: 'output.unwritable',
    });
  });
});
