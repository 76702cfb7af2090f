import { access, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { binIdSchema, jobIdSchema, mediaIdSchema } from '../../src-shared/lib/ids.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { ingestFile } from '../library/ingest-file.ts';
import { createMediaPreviews } from '../library/media-previews.ts';
import type { MediaPreviews } from '../library/media-previews.ts';
import { relinkMedia } from '../library/relink.ts';
import { silentLogger } from '../log/logger.ts';
import { resolveFfmpeg } from '../media/resolve-ffmpeg.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import { runForFixture } from '../media/testing/numbered-clip.ts';
import { processStart } from '../platform/process-start.ts';
import { createProjectLibrary, type ProjectLibraryDeps } from './project-library.ts';
import type { ProjectLibrary } from './project-library.ts';
import { startProjects } from './projects.ts';
import type { LibraryNews, Projects } from './projects.ts';
import { clipCount, timelineWith } from './testing/samples.ts';

const signal = new AbortController().signal;
let samples = '';
let home = '';
let tool: FfmpegTool;
let projects: Projects;
let previews: MediaPreviews;
let library: ProjectLibrary;
let news: LibraryNews[] = [];

beforeAll(async () => {
  samples = await mkdtemp(join(tmpdir(), 'kinoloom-library-samples-'));
  tool = await resolveFfmpeg();
  for (const name of ['still.tif', 'other.png'])
    runForFixture(tool.path, [
      '-f',
      'lavfi',
      '-i',
      'testsrc2=s=64x36',
      '-frames:v',
      '1',
      join(samples, name),
    ]);
});
afterAll(() => rm(samples, { recursive: true, force: true }));

const ffmpeg = async () => tool;
const deps = (): ProjectLibraryDeps => ({
  projects,
  log: silentLogger,
  previews,
  scratch: join(home, 'scratch'),
  now: () => new Date(2026, 10, 28, 9, 5, 7),
  ingest: (path, folder, stop) => ingestFile(tool, path, folder, { origin: 'imported' }, stop),
  relink: ({ session }, paths, stop) => relinkMedia(ffmpeg, session.document, session.folder, paths, stop),
});

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kinoloom-library-'));
  projects = await startProjects({
    vfs: nodeVfs,
    processStart,
    draftsFolder: join(home, 'drafts'),
    log: silentLogger,
    lastProject: { get: async () => undefined, set: async () => undefined },
    remembered: { get: async () => [], set: async () => undefined },
  });
  news = [];
  projects.libraryChanged.listen((one) => news.push(one));
  previews = createMediaPreviews(ffmpeg);
  library = createProjectLibrary(deps());
});
afterEach(async () => {
  await previews.dispose();
  await projects.dispose();
  await rm(home, { recursive: true, force: true });
});

/** Nothing is being prepared any more. */
function untilReady(): Promise<void> {
  return new Promise((resolve) => {
    projects.libraryChanged.listen(({ preparing }) => {
      if (preparing?.length === 0) resolve();
    });
  });
}

async function imported(name: string) {
  const [media] = await library.importFiles(projects.current, [join(samples, name)], signal);
  if (media === undefined) throw new Error('It was imported.');
  return media;
}

test('what is imported a second time keeps what the person said about it', async () => {
  const media = await imported('other.png');
  const said = await library.update({ mediaId: media.id, rating: 4, label: 'teal', name: 'Best' });
  expect(said).toEqual({ ...media, rating: 4, label: 'teal', name: 'Best' });
  expect(await imported('other.png')).toEqual(said);
  const less = await library.update({ mediaId: media.id, rating: null });
  expect(less).toEqual({ ...media, label: 'teal', name: 'Best' });
  expect(projects.current.session.document.media[media.id]).toEqual(less);
  expect(news.at(-1)?.media).toEqual([less]);
  const stranger = mediaIdSchema.parse('media-stranger');
  await expect(library.update({ mediaId: stranger, rating: 1 })).rejects.toMatchObject({
    code: 'input.file.missing',
  });
});

test('a file that needs a proxy is in the library before it is made', async () => {
  const later = createProjectLibrary({
    ...deps(),
    ingest: (path, folder, stop) =>
      ingestFile(tool, path, folder, { origin: 'imported' }, stop, { proxy: 'later' }),
  });
  const told = untilReady();
  const [media] = await later.importFiles(projects.current, [join(samples, 'still.tif')], signal);
  const { folder } = projects.current.session;
  expect(media?.proxy).toMatch(/^cache\/proxies\/.*\.png$/);
  expect(news.map(({ preparing, mended }) => [preparing?.length, mended])).toEqual([
    [undefined, undefined],
    [1, undefined],
  ]);
  await told;
  expect(await later.find(media?.id ?? '', 'play')).toBe(join(folder, media?.proxy ?? ''));
  expect(news.at(-2)?.mended).toBe(true);
});

test('a take made again keeps its rating', async () => {
  const media = await imported('other.png');
  await library.update({ mediaId: media.id, rating: 5 });
  await projects.addResult(projects.current, jobIdSchema.parse('job-1'), { ...media, name: 'Take' });
  expect(projects.current.session.document.media[media.id]).toMatchObject({ name: 'Take', rating: 5 });
});

test('the window is given files of the project alone, and a proxy that was cleared away is made again', async () => {
  const media = await imported('still.tif');
  const { folder } = projects.current.session;
  const proxy = join(folder, media.proxy ?? '');
  expect(await library.find(media.id, 'play')).toBe(proxy);
  expect(await library.find(media.id, 'original')).toBe(join(folder, media.file));
  expect(await library.find('constructor', 'play')).toBeUndefined();
  expect(await library.find(media.id, 'secrets')).toBeUndefined();
  const before = await readFile(proxy);
  await rm(join(folder, 'cache'), { recursive: true });
  news = [];
  const told = untilReady();
  // However often it is asked for, it is made once.
  expect(await library.find(media.id, 'play')).toBe(join(folder, media.file));
  expect(await library.find(media.id, 'play')).toBe(join(folder, media.file));
  await told;
  expect(news).toEqual([
    { media: [], results: {}, preparing: [media.id] },
    { media: [media], results: {}, mended: true },
    { media: [], results: {}, preparing: [] },
  ]);
  expect(await library.find(media.id, 'play')).toBe(proxy);
  expect((await readFile(proxy)).equals(before)).toBe(true);
});

test('small pictures are made once for all who ask, and lie where the window finds them', async () => {
  const media = await imported('other.png');
  const [first, second] = await Promise.all([library.filmstrip(media.id), library.filmstrip(media.id)]);
  expect(first).toBe(second);
  expect(first).toMatchObject({ count: 1, step: 1, tileWidth: 128, tileHeight: 72 });
  const strip = await library.find(media.id, 'filmstrip');
  await access(strip ?? '');
  await expect(library.peaks(media.id)).rejects.toMatchObject({ code: 'input.file.format' });
});

test('the reel with a frame is made once, found by any of its frames, and refused where there is none', async () => {
  const source = ['-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=24:d=6'];
  runForFixture(tool.path, [
    ...source,
    ...'-c:v libx264 -pix_fmt yuv420p'.split(' '),
    join(samples, 'film.mp4'),
  ]);
  const film = await imported('film.mp4');
  expect(await library.find(film.id, 'scrub', 130)).toBeUndefined();
  const both = await Promise.all([library.scrubReel(film.id, 130), library.scrubReel(film.id, 143)]);
  expect(both).toEqual([
    { first: 120, count: 24 },
    { first: 120, count: 24 },
  ]);
  const path = await library.find(film.id, 'scrub', 125);
  const { mtimeMs } = await stat(path ?? '');
  await library.scrubReel(film.id, 120);
  expect((await stat(path ?? '')).mtimeMs).toBe(mtimeMs);
  expect(await library.find(film.id, 'scrub', 119)).toBeUndefined();
  await expect(library.scrubReel(film.id, 144)).rejects.toMatchObject({ code: 'input.clip.tooShort' });
  const still = await imported('other.png');
  await expect(library.scrubReel(still.id, 0)).rejects.toMatchObject({ code: 'input.file.format' });
});

test('missing media are told, found again, and the window hears of it', async () => {
  const media = await imported('other.png');
  const { folder } = projects.current.session;
  const attic = join(home, 'attic');
  await mkdir(attic);
  await rename(join(folder, media.file), join(attic, 'moved.png'));
  expect(await library.offline()).toEqual([{ mediaId: media.id, reason: 'missing' }]);
  expect(await library.relink([attic], signal)).toEqual({
    relinked: [{ mediaId: media.id, by: 'hash' }],
    missing: [],
  });
  expect(news.at(-1)?.media).toEqual([media]);
  expect(await library.offline()).toEqual([]);
});

test('bins, versions and bundles belong to the project that is shown', async () => {
  const media = await imported('other.png');
  await projects.setBins(projects.current, [{ id: binIdSchema.parse('bin-1'), name: 'Day one' }]);
  expect(news.at(-1)).toMatchObject({ media: [], bins: [{ name: 'Day one' }] });
  const film = await projects.saveAs(join(home, 'Film'), signal);
  await film.session.commitTimeline('Place', timelineWith(film.session.document, 2));
  await projects.save();
  await film.session.commitTimeline('Place', timelineWith(film.session.document, 3));
  const [saved] = await projects.versions();
  expect(clipCount(await projects.previewVersion(saved?.id ?? ''))).toBe(2);
  let told = 0;
  projects.changed.listen(() => (told += 1));
  await projects.restoreVersion(saved?.id ?? '');
  expect([told, clipCount(film.session.document)]).toEqual([1, 2]);
  expect(await projects.takeOver()).toBe(film);

  const written = await projects.bundle(join(home, 'Film'), { media: 'all' }, signal);
  expect(written.files).toBe(2);
  const opened = await projects.openBundle(join(home, 'Film.kinoloomz'), join(home, 'Again'), signal);
  expect(projects.current).toBe(opened);
  expect(opened.session.document).toMatchObject({ name: 'Again', bins: [{ name: 'Day one' }] });
  expect(await library.find(media.id, 'original')).toContain('Again.kinoloom');
  await writeFile(join(home, 'none.kinoloomz'), 'hello');
  await expect(
    projects.openBundle(join(home, 'none.kinoloomz'), join(home, 'No'), signal),
  ).rejects.toMatchObject({ code: 'project.unreadable' });
  expect(projects.current).toBe(opened);
});

test('pasted pictures are taken in under a name of ours, once, and what is no picture is refused in a sentence', async () => {
  const bytes = await readFile(join(samples, 'other.png'));
  const [media] = await library.importPasted(projects.current, [bytes], signal);
  expect(media).toMatchObject({ kind: 'image', width: 64, height: 36, name: 'Pasted 2026-11-28 09.05.07' });
  expect(media?.file).toMatch(/^media\/[^/]+\.png$/);
  const again = await library.importPasted(projects.current, [bytes, bytes], signal);
  expect(again.map(({ id }) => id)).toEqual([media?.id, media?.id]);
  expect(Object.keys(projects.current.session.document.media)).toHaveLength(1);
  for (const wrong of [Buffer.alloc(0), Buffer.from('<html>'), bytes.subarray(0, 60)])
    await expect(library.importPasted(projects.current, [wrong], signal)).rejects.toThrow(
      /^“Pasted 2026-11-28 09\.05\.07” .*\.$/,
    );
  expect(await readdir(join(home, 'scratch'))).toEqual([]);
});
