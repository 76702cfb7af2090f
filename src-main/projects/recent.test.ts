import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recentProjectSchema } from '../../src-shared/ipc/contract.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { silentLogger } from '../log/logger.ts';
import { processStart } from '../platform/process-start.ts';
import { startProjects } from './projects.ts';
import type { Projects } from './projects.ts';
import { mostRecent } from './recent.ts';
import { clipCount, timelineWith } from './testing/samples.ts';

const signal = new AbortController().signal;
let folder = '';
let last: string | undefined;
let remembered: readonly string[] = [];
let open: Projects[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-recent-'));
  last = undefined;
  remembered = [];
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((projects) => projects.dispose()));
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<Projects> {
  const projects = await startProjects({
    vfs: nodeVfs,
    processStart,
    draftsFolder: join(folder, 'drafts'),
    log: silentLogger,
    lastProject: {
      get: async () => last,
      set: async (path) => {
        last = path;
      },
    },
    remembered: {
      get: async () => remembered,
      set: async (folders) => {
        remembered = folders;
      },
    },
  });
  open.push(projects);
  return projects;
}

/** Puts `clips` clips into the open draft, then begins another. */
async function leaveDraft(projects: Projects, clips: number): Promise<string> {
  const { session } = projects.current;
  await session.commitTimeline('Place', timelineWith(session.document, clips));
  await projects.createDraft();
  return session.folder;
}

async function idOf(projects: Projects, clips: number): Promise<string> {
  const found = (await projects.recent()).find((one) => one.clips === clips);
  if (found === undefined) throw new Error(`Nothing with ${clips} clips is listed.`);
  return found.id;
}

test('every draft with something in it is listed and can be opened again', async () => {
  const projects = await start();
  await leaveDraft(projects, 2);
  await leaveDraft(projects, 3);
  const listed = await projects.recent();
  expect(listed.map(({ kind, clips, firstClip, shown }) => ({ kind, clips, firstClip, shown }))).toEqual(
    expect.arrayContaining([
      { kind: 'draft', clips: 2, firstClip: 'Clip 0', shown: false },
      { kind: 'draft', clips: 3, firstClip: 'Clip 0', shown: false },
    ]),
  );
  expect(listed, 'the empty one that is shown is nothing to come back to').toHaveLength(2);

  const opened = await projects.openRecent(await idOf(projects, 2));
  expect(opened.named).toBe(false);
  expect(clipCount(opened.session.document)).toBe(2);
  expect((await projects.recent()).filter(({ shown }) => shown).map(({ clips }) => clips)).toEqual([2]);
});

test('nothing of a path leaves with the list, and ids of one start mean nothing to the next', async () => {
  const projects = await start();
  await leaveDraft(projects, 1);
  const [listed] = await projects.recent();
  expect(recentProjectSchema.parse(listed)).toEqual(listed);
  expect(JSON.stringify(listed)).not.toContain(folder);
  await projects.dispose();
  const next = await start();
  await expect(next.openRecent(listed?.id ?? '')).rejects.toMatchObject({ code: 'input.file.missing' });
});

test('named projects are listed, the newest first, and leave the list without leaving the disk', async () => {
  const projects = await start();
  await projects.saveAs(join(folder, 'Sea'), signal);
  await projects.createDraft();
  await projects.saveAs(join(folder, 'Hills'), signal);
  expect(remembered.map((path) => path.slice(folder.length))).toEqual(['/Hills.kinoloom', '/Sea.kinoloom']);
  const sea = (await projects.recent()).find(({ name }) => name === 'Sea');
  await projects.forgetRecent(sea?.id ?? '');
  expect((await projects.recent()).map(({ name }) => name)).toEqual(['Hills']);
  expect(await readdir(folder)).toContain('Sea.kinoloom');
});

test('only so many named projects are kept', async () => {
  remembered = Array.from({ length: mostRecent.projects }, (_, index) => join(folder, `${index}.kinoloom`));
  const projects = await start();
  await projects.saveAs(join(folder, 'Sea'), signal);
  expect(remembered).toHaveLength(mostRecent.projects);
  expect(remembered[0]).toBe(join(folder, 'Sea.kinoloom'));
});

test('a project that is gone or can’t be read says so, and can be left out of the list', async () => {
  const broken = join(folder, 'Broken.kinoloom');
  await mkdir(broken);
  await writeFile(join(broken, 'project.json'), '{"formatVersion": 1');
  remembered = [broken, join(folder, 'Gone.kinoloom')];
  const projects = await start();
  const listed = await projects.recent();
  expect(Object.fromEntries(listed.map(({ name, problem }) => [name, problem]))).toEqual({
    Broken: 'unreadable',
    Gone: 'missing',
  });
  for (const { id } of listed) await projects.forgetRecent(id);
  expect(await projects.recent()).toEqual([]);
  expect(await readdir(broken)).toEqual(['project.json']);
});

test('a deleted draft takes nothing with it but its own folder', async () => {
  const projects = await start();
  const two = await leaveDraft(projects, 2);
  const three = await leaveDraft(projects, 3);
  await projects.forgetRecent(await idOf(projects, 2));
  const left = (await readdir(join(folder, 'drafts'))).map((name) => join(folder, 'drafts', name));
  expect(left).not.toContain(two);
  expect(new Set(left)).toEqual(new Set([three, projects.current.session.folder]));
});

test('a link among the drafts is neither listed nor followed', async () => {
  const projects = await start();
  await projects.saveAs(join(folder, 'Sea'), signal);
  await symlink(join(folder, 'Sea.kinoloom'), join(folder, 'drafts', 'p-link.kinoloom'));
  expect((await projects.recent()).map(({ kind }) => kind)).toEqual(['project']);
});

test('a draft that is open, here or in another program, is not deleted', async () => {
  const projects = await start();
  const { session } = projects.current;
  await session.commitTimeline('Place', timelineWith(session.document, 4));
  await expect(projects.forgetRecent(await idOf(projects, 4))).rejects.toMatchObject({
    code: 'project.locked',
  });
  // A second program finds its draft held by the first and begins its own.
  const second = await start();
  await expect(second.forgetRecent(await idOf(second, 4))).rejects.toMatchObject({ code: 'project.locked' });
  expect(clipCount(projects.current.session.document)).toBe(4);
  expect(await readdir(session.folder)).toContain('project.json');
});

test('a draft opened by its folder stays a draft', async () => {
  const projects = await start();
  const draft = await leaveDraft(projects, 1);
  expect((await projects.open(draft)).named).toBe(false);
  expect(remembered).toEqual([]);
});
