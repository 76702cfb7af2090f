import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Media } from '../../src-shared/project/schema.ts';
import { resolveFfmpeg } from '../media/resolve-ffmpeg.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import { runForFixture, writeNumberedClip } from '../media/testing/numbered-clip.ts';
import { ingestFile } from './ingest-file.ts';
import { offlineMedia } from './offline.ts';
import { peaksOf } from './peaks.ts';
import { relinkMedia } from './relink.ts';

const signal = new AbortController().signal;
const size = { width: 120, height: 68 };
const imported = { origin: 'imported' } as const;
let folder = '';
let project = '';
let tool: FfmpegTool;
const ffmpeg = async () => tool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-relink-'));
  tool = await resolveFfmpeg();
  const encode = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p'.split(' ');
  writeNumberedClip(tool.path, join(folder, 'beach.mp4'), { size, rate: '24', count: 8, encode });
  writeNumberedClip(tool.path, join(folder, 'other.mp4'), { size, rate: '25', count: 12, encode });
});
beforeEach(async () => {
  project = await mkdtemp(join(folder, 'project-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function libraryOf(...media: readonly Media[]) {
  return { media: Object.fromEntries(media.map((one) => [one.id, one])) };
}

test('a file that is gone or another is offline, one that is there is not', async () => {
  const media = await ingestFile(tool, join(folder, 'beach.mp4'), project, imported, signal);
  const library = libraryOf(media);
  expect(await offlineMedia(project, library)).toEqual([]);
  await writeFile(join(project, media.file), 'short');
  expect(await offlineMedia(project, library)).toEqual([{ mediaId: media.id, reason: 'changed' }]);
  await rm(join(project, media.file));
  await symlink(join(folder, 'beach.mp4'), join(project, media.file));
  expect(await offlineMedia(project, library)).toEqual([{ mediaId: media.id, reason: 'missing' }]);
});

test('the very contents are found under any name, deep below, and stand in the project again', async () => {
  const media = await ingestFile(tool, join(folder, 'beach.mp4'), project, imported, signal);
  const attic = await mkdtemp(join(folder, 'attic-'));
  await mkdir(join(attic, 'a', 'b'), { recursive: true });
  const original = await readFile(join(project, media.file));
  // Of the same size, but other contents: not to be taken.
  await writeFile(join(attic, 'beach.mp4'), Buffer.alloc(original.length, 7));
  await rename(join(project, media.file), join(attic, 'a', 'b', 'renamed.bin'));
  const found = await relinkMedia(ffmpeg, libraryOf(media), project, [attic], signal);
  expect(found).toEqual({ relinked: [{ mediaId: media.id, by: 'hash' }], missing: [], changed: [] });
  expect((await readFile(join(project, media.file))).equals(original)).toBe(true);
});

test('another file of the same name takes the place with its own measures; takes are found by contents alone', async () => {
  const media = await ingestFile(tool, join(folder, 'beach.mp4'), project, imported, signal);
  await rm(join(project, media.file));
  const attic = await mkdtemp(join(folder, 'attic-'));
  await writeFile(join(attic, 'BEACH.MP4'), await readFile(join(folder, 'other.mp4')));
  const found = await relinkMedia(ffmpeg, libraryOf(media), project, [attic], signal);
  expect(found).toMatchObject({ relinked: [{ mediaId: media.id, by: 'name' }], missing: [] });
  const [changed] = found.changed;
  expect(changed).toMatchObject({ id: media.id, name: 'beach.mp4', frames: 12, rate: { num: 25, den: 1 } });
  expect(await offlineMedia(project, libraryOf(...found.changed))).toEqual([]);

  const take: Media = {
    ...media,
    provenance: {
      origin: 'generated',
      recipe: JSON.parse('{"prompt":"a beach"}'),
    },
  };
  const lost = await relinkMedia(ffmpeg, libraryOf(take), project, [attic], signal);
  expect(lost).toEqual({ relinked: [], missing: [media.id], changed: [] });
});

test('peaks show where a sound is loud, are kept, and are measured in stereo', async () => {
  const path = join(folder, 'tone.wav');
  const tone = "aevalsrc='if(lt(t,1),0,sin(440*2*PI*t))|0.25*sin(440*2*PI*t)':s=44100:d=2";
  runForFixture(tool.path, ['-f', 'lavfi', '-i', tone, path]);
  const media = await ingestFile(tool, path, project, imported, signal);
  const peaks = await peaksOf(ffmpeg, media, project, signal);
  expect(peaks).toMatchObject({ sampleRate: 44_100, channels: 2, length: 400 });
  const highest = (channel: number, from: number, to: number) =>
    Math.max(
      ...Array.from({ length: to - from }, (_, at) => peaks.data[(from + at) * 4 + channel * 2 + 1] ?? 0),
    );
  expect(highest(0, 0, 199)).toBe(0);
  expect(highest(0, 201, 400)).toBeGreaterThan(120);
  expect(highest(1, 0, 400)).toBeGreaterThan(28);
  expect(highest(1, 0, 400)).toBeLessThan(36);
  await rm(join(project, media.file));
  expect(await peaksOf(ffmpeg, media, project, signal)).toEqual(peaks);
});
