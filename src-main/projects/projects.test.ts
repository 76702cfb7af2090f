import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { jobIdSchema } from '../../src-shared/lib/ids.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { silentLogger } from '../log/logger.ts';
import { processStart } from '../platform/process-start.ts';
import { projectPaths } from './folder.ts';
import { loadProject } from './load.ts';
import { startProjects } from './projects.ts';
import type { Projects } from './projects.ts';
import { clipCount, sampleMedia, timelineWith } from './testing/samples.ts';

const signal = new AbortController().signal;
let folder = '';
let last: string | undefined;
let open: Projects[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-projects-'));
  last = undefined;
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((projects) => projects.dispose()));
  await rm(folder, { recursive: true, force: true });
});

/** Starts as a program does whose predecessor is dead: a lock of this very process counts as left over. */
async function start(life: string = 'first'): Promise<Projects> {
  const projects = await startProjects({
    vfs: nodeVfs,
    processStart: async (pid) => `${await processStart(pid)}-${life}`,
    draftsFolder: join(folder, 'drafts'),
    log: silentLogger,
    lastProject: {
      get: async () => last,
      set: async (path) => {
        last = path;
      },
    },
    remembered: { get: async () => [], set: async () => undefined },
  });
  open.push(projects);
  return projects;
}

test('an unsaved project with something in it is there again after a crash', async () => {
  const first = await start();
  const { session } = first.current;
  await session.commitTimeline('Place', timelineWith(session.document, 2));
  const second = await start('second');
  expect(second.current.named).toBe(false);
  expect(clipCount(second.current.session.document)).toBe(2);
});

test('an empty draft leaves nothing behind when another project is opened', async () => {
  const projects = await start();
  const draft = projects.current.session.folder;
  await projects.saveAs(join(folder, 'Film'), signal);
  await projects.createDraft();
  await projects.open(join(folder, 'Film.kinoloom'));
  expect(projects.current.session.document.name).toBe('Film');
  expect(await readdir(join(folder, 'drafts'))).toEqual([]);
  expect(draft).not.toBe(projects.current.session.folder);
});

test('saving under a name moves the media along, and the named project is opened at the next start', async () => {
  const projects = await start();
  const draft = projects.current;
  await writeFile(join(projectPaths.media(draft.session.folder), 'beach.mp4'), 'frames');
  await projects.addMedia(draft, [sampleMedia('beach')]);
  const told: string[] = [];
  projects.changed.listen(({ session, named }) => told.push(`${session.document.name} ${named}`));
  const saved = await projects.saveAs(join(folder, 'Holiday'), signal);
  expect(saved).toBe(draft);
  expect(told).toEqual(['Holiday true']);
  expect(await readFile(join(folder, 'Holiday.kinoloom', 'media', 'beach.mp4'), 'utf8')).toBe('frames');
  expect(await readdir(join(folder, 'drafts'))).toEqual([]);
  await projects.dispose();
  const next = await start('second');
  expect(next.current.session.document.name).toBe('Holiday');
  expect(Object.keys(next.current.session.document.media)).toEqual(['media-beach']);
});

test('a folder that is no project is never replaced', async () => {
  const projects = await start();
  await mkdir(join(folder, 'Photos.kinoloom'));
  await writeFile(join(folder, 'Photos.kinoloom', 'wedding.jpg'), 'dear');
  await expect(projects.saveAs(join(folder, 'Photos'), signal)).rejects.toMatchObject({
    code: 'output.unwritable',
  });
  expect(await readdir(join(folder, 'Photos.kinoloom'))).toEqual(['wedding.jpg']);
  expect((await readdir(folder)).filter((name) => name.startsWith('.kinoloom-'))).toEqual([]);
});

test('a project that was saved over is replaced whole', async () => {
  const projects = await start();
  await projects.saveAs(join(folder, 'Film'), signal);
  await projects.createDraft();
  const { session } = projects.current;
  await session.commitTimeline('Place', timelineWith(session.document, 3));
  await projects.saveAs(join(folder, 'Film'), signal);
  expect(clipCount((await loadProject(nodeVfs, join(folder, 'Film.kinoloom'))).document)).toBe(3);
});

test('a take goes to the project it was made for, even when another is shown by then', async () => {
  const projects = await start();
  const film = await projects.saveAs(join(folder, 'Film'), signal);
  const release = projects.hold(film);
  const told: unknown[] = [];
  projects.libraryChanged.listen((news) => told.push(news));
  await projects.createDraft();
  await projects.addResult(film, jobIdSchema.parse('job-one'), sampleMedia('take'));
  await release();
  expect(told).toEqual([]);
  const { document } = await loadProject(nodeVfs, join(folder, 'Film.kinoloom'));
  expect(document.results).toEqual({ 'job-one': 'media-take' });
});
