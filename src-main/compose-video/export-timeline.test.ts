import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clipIdSchema, mediaIdSchema, projectIdSchema, trackIdSchema } from '../../src-shared/lib/ids.ts';
import { emptyProject } from '../../src-shared/project/empty.ts';
import type { Clip, Media, ProjectDocument } from '../../src-shared/project/schema.ts';
import { frames } from '../../src-shared/time/rate.ts';
import type { Rate } from '../../src-shared/time/rate.ts';
import { ingestFile } from '../library/ingest-file.ts';
import { probeMedia, probeVideo } from '../media/probe.ts';
import { resolveFfmpeg } from '../media/resolve-ffmpeg.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import {
  decodeAll,
  numberOf,
  numbersOf,
  runForFixture,
  writeNumberedClip,
} from '../media/testing/numbered-clip.ts';
import { exportTimeline } from './export-timeline.ts';

const signal = new AbortController().signal;
const size = { width: 120, height: 68 };
const bytes = size.width * size.height * 3;
let folder = '';
let tool: FfmpegTool;
let library: Media[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-export-'));
  tool = await resolveFfmpeg();
  const make = async (
    name: string,
    rate: string,
    from: number,
    count: number,
    encode: string,
    inputs = '',
  ) => {
    const path = join(folder, name);
    const split = (text: string) => text.split(' ').filter(Boolean);
    writeNumberedClip(tool.path, path, {
      size,
      rate,
      count,
      from,
      encode: split(encode),
      inputs: split(inputs),
    });
    return ingestFile(tool, path, folder, { origin: 'imported' }, signal);
  };
  const h264 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p -bf 2 -g 24';
  const tone = '-f lavfi -i sine=frequency=440:duration=2';
  const still = join(folder, 'still.png');
  writeNumberedClip(tool.path, still, { size, rate: '1', count: 1, from: 777, encode: [] });
  library = [
    await make('film.mp4', '24', 0, 60, h264),
    await make('eight.mp4', '8', 1000, 10, h264),
    await make(
      'thirty.webm',
      '30000/1001',
      2000,
      50,
      '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 500k',
    ),
    await ingestFile(tool, still, folder, { origin: 'imported' }, signal),
    await make('sound.mov', '24', 3000, 48, `${h264} -c:a aac -map 0:v -map 1:a`, tone),
  ];
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let clips = 0;
function clip(which: number, start: number, length: number, sourceIn = 0): Clip {
  clips += 1;
  const mediaId = library[which]?.id ?? mediaIdSchema.parse('media-none');
  return {
    id: clipIdSchema.parse(`clip-${clips}`),
    name: `Clip ${which}`,
    source: { kind: 'media', mediaId },
    start: frames(start),
    length: frames(length),
    sourceIn: frames(sourceIn),
  };
}

function project(layers: readonly (readonly Clip[])[], rate: Rate = { num: 24, den: 1 }): ProjectDocument {
  return {
    ...emptyProject({ id: projectIdSchema.parse('project-1'), name: 'Test', settings: { ...size, rate } }),
    media: Object.fromEntries(library.map((one) => [one.id, one])),
    timeline: {
      tracks: layers.map((list, index) => ({
        id: trackIdSchema.parse(`track-${index}`),
        kind: 'video' as const,
        name: `V${index + 1}`,
        clips: [...list],
      })),
    },
  };
}

function deliver(
  document: ProjectDocument,
  file: string,
  preset?: string,
  onProgress?: (done: number) => void,
) {
  const find = (id: string) => join(folder, document.media[id]?.file ?? 'none');
  return exportTimeline(tool, document, find, { out: join(folder, file), preset }, { signal, onProgress });
}
const range = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);

describe('delivering a timeline', () => {
  it('has exactly the frames of the timeline: cuts, gaps, covers, stills and other rates', async () => {
    const document = project([
      [clip(0, 0, 6, 40), clip(1, 8, 9, 4), clip(2, 17, 6, 30), clip(3, 23, 4)],
      [clip(4, 2, 2, 10)],
    ]);
    const shares: number[] = [];
    const film = await deliver(document, 'cut.mp4', undefined, (done) => shares.push(done));
    expect(film).toMatchObject({ path: join(folder, 'cut.mp4'), frames: 27 });
    expect(await probeVideo(film.path)).toMatchObject({
      frames: 27,
      rate: { num: 24, den: 1 },
      variableRate: false,
      ...size,
      codec: 'avc',
      colour: { matrix: 'bt709' },
    });
    const pixels = decodeAll(tool.path, film.path);
    const black = pixels.subarray(6 * bytes, 8 * bytes);
    expect(Math.max(...black)).toBeLessThan(3);
    expect([
      ...numbersOf(pixels.subarray(0, 6 * bytes), size),
      ...numbersOf(pixels.subarray(8 * bytes), size),
    ]).toEqual([
      40,
      41,
      3010,
      3011,
      44,
      45,
      ...range(9).map((index) => 1000 + Math.floor((index + 4) / 3)),
      ...range(6).map((index) => 2000 + Math.floor(((30 + index) * 30_000) / (24 * 1001))),
      777,
      777,
      777,
      777,
    ]);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it('keeps an NTSC rate exactly', async () => {
    const rate = { num: 30_000, den: 1001 };
    const film = await deliver(project([[clip(0, 0, 20, 3)]], rate), 'ntsc.mov');
    expect(await probeVideo(film.path)).toMatchObject({ frames: 20, rate, format: 'mov' });
    expect(numbersOf(decodeAll(tool.path, film.path), size)).toEqual(
      range(20).map((index) => Math.floor(((index + 3) * 24 * 1001) / 30_000)),
    );
  });

  it('holds the last picture where a clip is longer than its film', async () => {
    const film = await deliver(project([[clip(1, 0, 33)]]), 'held.mp4');
    expect(numbersOf(decodeAll(tool.path, film.path), size).slice(26)).toEqual([
      1008,
      ...range(6).map(() => 1009),
    ]);
  });

  it.each([
    ['ProRes', 'a.mov', { format: 'mov', codec: 'prores' }],
    ['WebM', 'a.webm', { format: 'webm', codec: 'vp9' }],
    ['GIF', 'a.gif', { format: 'gif' }],
  ])('delivers as %s', async (preset, file, expected) => {
    const film = await deliver(project([[clip(0, 1, 5, 7)]]), file, preset);
    expect(await probeMedia(film.path)).toMatchObject({ frames: 6, ...expected });
    const pixels = decodeAll(tool.path, film.path);
    expect(numbersOf(pixels.subarray(bytes), size)).toEqual(range(5, 7));
    expect(Math.max(...pixels.subarray(0, bytes))).toBeLessThan(8);
  });

  it('delivers as numbered pictures, and as 1080 lines', async () => {
    const pictures = await deliver(project([[clip(0, 0, 2, 5)]]), 'seq.png', 'png');
    expect(pictures.files).toEqual([join(folder, 'seq-0001.png'), join(folder, 'seq-0002.png')]);
    expect(numberOf(decodeAll(tool.path, join(folder, 'seq-0002.png')), size)).toBe(6);
    const film = await deliver(project([[clip(0, 0, 2)]]), 'hd.mp4', 'H.264 1080p');
    expect(await probeVideo(film.path)).toMatchObject({ width: 1906, height: 1080, frames: 2 });
  });

  it('mixes the sound of its clips at their place to the sample', async () => {
    const film = await deliver(
      project([[clip(0, 0, 24), clip(4, 24, 24, 0)], [clip(4, 36, 36, 0)]]),
      'sound.mp4',
    );
    const probe = await probeVideo(film.path);
    expect(probe).toMatchObject({ frames: 72, audio: { codec: 'aac', sampleRate: 48_000, channels: 2 } });
    const args = ['-i', film.path, ...'-map 0:a -ac 1 -ar 48000 -f f32le pipe:1'.split(' ')];
    const pcm = runForFixture(tool.path, args);
    const level = (from: number, to: number) => {
      let sum = 0;
      for (let at = Math.round(from * 48_000); at < to * 48_000; at += 1) sum += pcm.readFloatLE(at * 4) ** 2;
      return Math.sqrt(sum / ((to - from) * 48_000));
    };
    expect(level(0, 0.97)).toBeLessThan(0.002);
    const one = level(1.05, 1.45);
    expect(one).toBeGreaterThan(0.05);
    // Half a second is 220 whole waves of 440 Hz: where both sound, they add up in phase.
    expect(level(1.55, 1.95) / one).toBeGreaterThan(1.9);
    expect(level(2.05, 2.45) / one).toBeCloseTo(1, 1);
  });

  it('leaves the old film and nothing else when it fails or is cancelled', async () => {
    const home = await mkdtemp(join(folder, 'home-'));
    const out = join(home, 'a.mp4');
    await writeFile(out, 'the old film');
    const document = project([[clip(0, 0, 24), clip(1, 24, 24)]]);
    const gone = (id: string) =>
      join(folder, id === library[1]?.id ? 'gone.mp4' : (document.media[id]?.file ?? ''));
    await expect(exportTimeline(tool, document, gone, { out }, { signal })).rejects.toMatchObject({
      code: 'input.file.missing',
    });
    const stop = new AbortController();
    const find = (id: string) => join(folder, document.media[id]?.file ?? '');
    const long = project([[clip(3, 0, 20_000)]]);
    const options = { signal: stop.signal, onProgress: () => stop.abort() };
    await expect(exportTimeline(tool, long, find, { out }, options)).rejects.toMatchObject({
      code: 'cancelled',
    });
    const nowhere = { out: join(folder, 'no', 'such', 'a.mp4') };
    await expect(exportTimeline(tool, document, find, nowhere, { signal })).rejects.toMatchObject({
      code: 'output.unwritable',
    });
    await expect(
      exportTimeline(tool, document, find, { out, preset: 'gif' }, { signal }),
    ).rejects.toMatchObject({
      code: 'output.format',
    });
    expect(await readdir(home)).toEqual(['a.mp4']);
    expect(await readFile(out, 'utf8')).toBe('the old film');
  });
});
