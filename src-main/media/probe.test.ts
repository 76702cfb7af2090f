import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { rateText } from '../../src-shared/time/rate.ts';
import { fileInput } from './ffmpeg-input.ts';
import { runFfmpeg } from './ffmpeg-process.ts';
import { detectRate } from './frame-rate.ts';
import { probeMedia, probeVideo } from './probe.ts';
import { readFrames } from './read-frames.ts';
import { resolveFfmpeg } from './resolve-ffmpeg.ts';
import type { FfmpegTool } from './resolve-ffmpeg.ts';
import { decodeAll, runForFixture, writeNumberedClip } from './testing/numbered-clip.ts';
import { pngChunk, rotateTrack, withExifOrientation } from './testing/shaped-files.ts';

const signal = new AbortController().signal;
const size = { width: 120, height: 68 };
let folder = '';
let tool: FfmpegTool;
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-probe-'));
  tool = await resolveFfmpeg();
  const encode = '-c:v libx264 -pix_fmt yuv420p -movflags +faststart'.split(' ');
  writeNumberedClip(tool.path, at('good.mp4'), { size, rate: '24', count: 24, encode });
  runForFixture(tool.path, ['-f', 'lavfi', '-i', 'testsrc2=s=160x90', '-frames:v', '1', at('good.png')]);
  runForFixture(tool.path, ['-f', 'lavfi', '-i', 'testsrc2=s=160x90', '-frames:v', '1', at('good.jpg')]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function refusal(name: string): Promise<{ code: string; message: string }> {
  try {
    await probeMedia(at(name));
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error(`${name} was taken`);
}

describe('a file that is not what its name says', () => {
  const secret = () => `file:${at('secret.ts')}`;
  it.each([
    ['text.mp4', () => 'Once upon a time there was no film.\n', 'is a text file, not a film or a picture.'],
    [
      'hls.mp4',
      () => `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n${secret()}\n#EXT-X-ENDLIST\n`,
      'is a playlist, not a film.',
    ],
    ['spaced.mov', () => `\n\n  #EXTM3U\n${secret()}\n`, 'is a playlist, not a film.'],
    ['concat.mov', () => `ffconcat version 1.0\nfile '${secret()}'\n`, 'is a playlist, not a film.'],
    [
      'dash.webm',
      () => `<?xml version="1.0"?>\n<MPD><BaseURL>${secret()}</BaseURL></MPD>`,
      'is a playlist, not a film.',
    ],
    [
      'session.png',
      () => 'v=0 \no=- 0 0 IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n',
      'is a playlist, not a film.',
    ],
    [
      'picture.svg.png',
      () => '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'is a text file, not a film or a picture.',
    ],
    ['empty.mp4', () => '', 'is empty.'],
    ['old.mp4', () => 'RIFF\0\0\0\0RMIDdata', 'is no film, picture or sound of a kind that is supported.'],
    [
      'phone.jpg',
      () => '\0\0\0\x18ftypheic\0\0\0\0',
      'is a HEIC picture, which is turned into a PNG where it is imported into a project.',
    ],
    [
      'noise.mp4',
      () => '\x01\x02\x03\x04\x05\x06\x07\x08',
      'is no film, picture or sound of a kind that is supported.',
    ],
  ])('is refused by its contents: %s', async (name, contents, sentence) => {
    await writeFile(at(name), contents(), 'latin1');
    expect(await refusal(name)).toEqual({ code: 'input.file.format', message: `“${name}” ${sentence}` });
  });

  it('would not be followed by ffmpeg either', async () => {
    const encode = '-c:v libx264 -pix_fmt yuv420p'.split(' ');
    writeNumberedClip(tool.path, at('secret.ts'), { size, rate: '24', count: 4, encode });
    for (const demuxer of ['mov', 'matroska', 'png_pipe'] as const) {
      const output = ['-map', '0', '-c:v', 'mpeg2video', '-f', 'mpegts', '-y', at('stolen.ts')];
      const run = runFfmpeg(
        tool,
        [...fileInput(at('hls.mp4'), demuxer), ...output],
        { failure: 'No.' },
        signal,
      );
      await expect(run).rejects.toMatchObject({ code: 'ffmpeg.failed' });
      const stolen = await readFile(at('stolen.ts')).catch(() => Buffer.alloc(0));
      expect(stolen).toHaveLength(0);
    }
  });
});

describe('a damaged or monstrous file', () => {
  it('a picture of 30,000 x 30,000 is refused from its header', async () => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(30_000, 0);
    header.writeUInt32BE(30_000, 4);
    header.set([8, 2], 8);
    const data = pngChunk('IDAT', deflateSync(Buffer.alloc(1_000_000)));
    const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    await writeFile(
      at('huge.png'),
      Buffer.concat([start, pngChunk('IHDR', header), data, pngChunk('IEND', Buffer.alloc(0))]),
    );
    expect(await refusal('huge.png')).toEqual({
      code: 'input.file.tooLarge',
      message: '“huge.png” is 30000 x 30000 pixels; pictures may have 100 million.',
    });
  });

  it('a cut picture is refused, not shown half grey', async () => {
    for (const name of ['good.png', 'good.jpg']) {
      const bytes = await readFile(at(name));
      for (const share of [0.3, 0.7, 0.98]) {
        await writeFile(at(`cut-${name}`), bytes.subarray(0, Math.floor(bytes.length * share)));
        expect(await refusal(`cut-${name}`)).toEqual({
          code: 'input.file.unreadable',
          message: `“cut-${name}” is cut off: the end of the picture is missing.`,
        });
      }
    }
    await writeFile(at('stub.png'), (await readFile(at('good.png'))).subarray(0, 20));
    expect(await refusal('stub.png')).toMatchObject({ code: 'input.file.unreadable' });
  });

  it('a cut film is refused, also when its table of contents is whole', async () => {
    const bytes = await readFile(at('good.mp4'));
    for (const share of [0.1, 0.5, 0.9]) {
      await writeFile(at('cut.mp4'), bytes.subarray(0, Math.floor(bytes.length * share)));
      expect(await refusal('cut.mp4')).toEqual({
        code: 'input.file.unreadable',
        message: '“cut.mp4” is damaged or cut off.',
      });
    }
  });

  it('a film without frames is refused', async () => {
    const args = ['-i', at('good.mp4'), '-c', 'copy', '-frames:v', '0', '-f', 'mp4', at('none.mp4')];
    runForFixture(tool.path, args);
    expect(await refusal('none.mp4')).toMatchObject({ code: 'input.file.unreadable' });
    runForFixture(tool.path, ['-i', at('good.mp4'), '-c', 'copy', '-frames:v', '0', at('none.webm.mkv')]);
    expect(await refusal('none.webm.mkv')).toMatchObject({ code: 'input.file.unreadable' });
  });

  it('a missing file, a folder and a pipe say what they are', async () => {
    await mkdir(at('folder.mp4'));
    expect(await refusal('missing.mp4')).toEqual({
      code: 'input.file.missing',
      message: 'There is no file “missing.mp4”.',
    });
    expect(await refusal('folder.mp4')).toMatchObject({ code: 'input.file.unreadable' });
  });

  it('any mutation of a film or a picture is measured or refused in a sentence, never more', async () => {
    const originals = [
      await readFile(at('good.mp4')),
      await readFile(at('good.png')),
      await readFile(at('good.jpg')),
    ];
    const mutation = fc.record({
      which: fc.nat(2),
      place: fc.double({ min: 0, max: 0.999, noNaN: true }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 24 }),
      keep: fc.double({ min: 0.05, max: 1, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(mutation, async ({ which, place, bytes, keep }) => {
        const original = originals[which] ?? Buffer.alloc(0);
        const mutated = Buffer.from(original.subarray(0, Math.max(1, Math.floor(original.length * keep))));
        mutated.set(
          bytes.subarray(0, Math.max(0, mutated.length - 1)),
          Math.floor(place * Math.max(0, mutated.length - bytes.length)),
        );
        await writeFile(at('mutated'), mutated);
        const outcome = await probeMedia(at('mutated')).then(
          () => 'measured',
          (error: unknown) => error,
        );
        const said = outcome instanceof AppError ? `${outcome.code} ${outcome.message}` : String(outcome);
        expect(said).toMatch(/^(measured|input\.file\.\w+ .*“mutated”.*)$/);
      }),
      { numRuns: 250, endOnFailure: true },
    );
  });
});

describe('pictures', () => {
  it('are measured from their headers in every supported kind', async () => {
    for (const name of ['a.png', 'a.jpg', 'a.bmp', 'a.tif', 'a.webp']) {
      runForFixture(tool.path, ['-f', 'lavfi', '-i', 'testsrc2=s=322x182', '-frames:v', '1', at(name)]);
      expect(await probeMedia(at(name))).toMatchObject({
        kind: 'image',
        width: 322,
        height: 182,
        rotation: 0,
      });
    }
  });

  it('stand upright in all eight orientations of a camera', async () => {
    // Red at the top left, green at the top right, blue at the bottom left of the stored picture.
    const sources = ['red', 'green', 'blue', 'gray'].flatMap((colour) => [
      '-f',
      'lavfi',
      '-i',
      `color=${colour}:s=48x32`,
    ]);
    const stack = '[0][1]hstack[a];[2][3]hstack[b];[a][b]vstack,format=yuvj444p';
    runForFixture(tool.path, [
      ...sources,
      '-filter_complex',
      stack,
      '-frames:v',
      '1',
      '-q:v',
      '2',
      at('plain.jpg'),
    ]);
    const plain = await readFile(at('plain.jpg'));
    // Corners read as top left, top right, bottom left, bottom right (EXIF 2.3, tag 0x0112).
    const upright = ['rgb-', 'gr-b', '-bgr', 'b-rg', 'rbg-', 'br-g', '-gbr', 'g-rb'];
    for (const [index, corners] of upright.entries()) {
      await writeFile(at('turned.jpg'), withExifOrientation(plain, index + 1));
      const probe = await probeMedia(at('turned.jpg'));
      const sideways = index >= 4;
      const expected = sideways ? { width: 64, height: 96 } : { width: 96, height: 64 };
      expect(probe).toMatchObject({ kind: 'image', ...expected });
      const rgb = await readFrames(tool, probe, { indices: [0], size: expected, fit: 'cover' }, signal);
      const colourAt = (x: number, y: number) => {
        const place = (y * expected.width + x) * 3;
        const [r = 0, g = 0, b = 0] = rgb.subarray(place, place + 3);
        if (r > 200 && g < 60) return 'r';
        if (b > 200 && g < 60) return 'b';
        return g > 100 && r < 60 ? 'g' : '-';
      };
      const [right, bottom] = [expected.width - 10, expected.height - 10];
      expect(
        [colourAt(10, 10), colourAt(right, 10), colourAt(10, bottom), colourAt(right, bottom)].join(''),
      ).toBe(corners);
    }
  });

  it('with transparency stand on black', async () => {
    const picture = 'color=white:s=32x32,format=rgba,colorchannelmixer=aa=0.5';
    runForFixture(tool.path, ['-f', 'lavfi', '-i', picture, '-frames:v', '1', at('half.png')]);
    const half = { width: 32, height: 32 };
    const rgb = await readFrames(tool, at('half.png'), { indices: [0], size: half, fit: 'cover' }, signal);
    expect(Math.abs((rgb[600] ?? 0) - 128)).toBeLessThan(4);
  });
});

describe('films', () => {
  it('that were filmed sideways are turned as every player turns them', async () => {
    const bytes = await readFile(at('good.mp4'));
    for (const [degrees, width, height] of [
      [90, 68, 120],
      [180, 120, 68],
      [270, 68, 120],
    ] as const) {
      await writeFile(at('turned.mp4'), rotateTrack(bytes, degrees));
      const probe = await probeVideo(at('turned.mp4'));
      expect(probe).toMatchObject({ rotation: degrees, width, height, codedWidth: 120, codedHeight: 68 });
      const turned = { width, height };
      const frame = await readFrames(tool, probe, { indices: [5], size: turned, fit: 'cover' }, signal);
      // ffmpeg alone, turning by itself, is the judge.
      const judge = decodeAll(tool.path, at('turned.mp4'), 'null').subarray(
        5 * width * height * 3,
        6 * width * height * 3,
      );
      let distance = 0;
      frame.forEach((value, place) => (distance += Math.abs(value - (judge[place] ?? 0)) / frame.length));
      // The chroma of edges is interpolated differently; a wrong turn is tens away.
      expect(distance).toBeLessThan(1.5);
    }
  });

  it('say that they have sound, and how much', async () => {
    const tone = ['-f', 'lavfi', '-i', 'sine=duration=1:sample_rate=44100'];
    runForFixture(tool.path, ['-i', at('good.mp4'), ...tone, '-c:v', 'copy', at('tone.mp4')]);
    const { audio } = await probeVideo(at('tone.mp4'));
    expect(audio).toMatchObject({ codec: 'aac', channels: 1, sampleRate: 44_100 });
    expect(Math.abs((audio?.seconds ?? 0) - 1)).toBeLessThan(0.05);
  });
});

describe('the rate', () => {
  const legal = [
    '24000/1001',
    '24',
    '25',
    '30000/1001',
    '30',
    '48',
    '50',
    '60000/1001',
    '60',
    '8',
    '12',
    '16',
    '12.5',
  ];
  it.each(legal)('%s is found exactly from times rounded to milliseconds, and from exact ones', (text) => {
    const [num = 0, den = 1] = text === '12.5' ? [25, 2] : text.split('/').map(Number);
    for (const resolution of [1000, 600 * num]) {
      const times = Float64Array.from(
        { length: 200 },
        (_, index) => Math.round(((index * den) / num) * resolution) / resolution,
      );
      const { rate, variable } = detectRate(times, resolution, 0);
      expect([rateText(rate), variable]).toEqual([rateText({ num, den }), false]);
    }
  });

  it('of uneven times is called uneven', () => {
    const times = Float64Array.from({ length: 40 }, (_, index) => index / 30 + (index > 20 ? 0.3 : 0));
    expect(detectRate(times, 90_000, 0)).toEqual({ rate: { num: 30, den: 1 }, variable: true });
  });
});
