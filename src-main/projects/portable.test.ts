import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { serialiseProject } from '../../src-shared/project/serialise.ts';
import { makeFolderInside } from '../files/inside.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { processStart } from '../platform/process-start.ts';
import { findProjectFolder, projectNameOf } from './folder.ts';
import { decodeRecords, encodeRecord } from './journal-format.ts';
import { loadProject } from './load.ts';
import { pathInProject } from './path-in-project.ts';
import { createProjectFolder, openSession } from './session.ts';
import { clipCount, sampleMedia, sampleProject, timelineWith } from './testing/samples.ts';

const deps = { vfs: nodeVfs, processStart };
let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kinoloom-portable-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return error instanceof AppError ? error.code : String(error);
}

async function made(name: string): Promise<string> {
  const folder = join(home, name);
  await createProjectFolder(nodeVfs, folder, {
    ...sampleProject(),
    name: projectNameOf(folder),
    media: { 'media-beach': sampleMedia('beach') },
  });
  await writeFile(join(folder, 'media', 'beach.mp4'), 'frames');
  return folder;
}

describe('a project', () => {
  it.each([
    ['spaces', 'My first film.kinoloom'],
    ['quotes', `“Film” 'n' "film" \`x\` $HOME.kinoloom`],
    ['emoji and other scripts', '🎬👩‍🚀 映画 фильм ﷽.kinoloom'],
    ['decomposed letters', 'A\u0308rger.kinoloom'],
    ['200 characters', `${'long '.repeat(38)}.kinoloom`],
    ['what looks like a drive or a share', 'C: \\\\server\\share.kinoloom'],
    ['what looks like an option', '--json.kinoloom'],
    ['percent signs and a hash', '100%20%d#film?.kinoloom'],
  ])('whose name has %s is made, edited, saved, moved and opened again', async (_what, name) => {
    const folder = await made(name);
    const session = await openSession(folder, deps);
    await session.commitTimeline('Place', timelineWith(session.document, 2));
    await session.save();
    await session.commitTimeline('Place', timelineWith(session.document, 3));
    await session.close();
    const elsewhere = join(home, 'another place', 'Umzug 🚚');
    await mkdir(elsewhere, { recursive: true });
    const moved = join(elsewhere, name);
    await rename(folder, moved);
    const again = await openSession(await findProjectFolder(nodeVfs, moved), deps);
    expect(clipCount(again.document)).toBe(3);
    const file = await pathInProject(moved, again.document.media[sampleMedia('beach').id]?.file ?? '');
    expect(await readFile(file ?? '', 'utf8')).toBe('frames');
    await again.close();
    expect(await codeOf(findProjectFolder(nodeVfs, folder))).toBe('input.file.missing');
  });

  it.each(['version-1', 'version-2'])(
    'of %s opens with its journal and its history, and is edited',
    async (version) => {
      const folder = join(home, `${version}.kinoloom`);
      await cp(join(import.meta.dirname, 'fixtures', `${version}.kinoloom`), folder, { recursive: true });
      const session = await openSession(folder, deps);
      expect(session.report).toEqual({ snapshot: 'current', replayedEdits: 2, droppedEdits: 0, cutBytes: 0 });
      expect(clipCount(session.document)).toBe(4);
      expect(session.document['madeWith']).toBe('a field of a later time');
      expect(Object.keys(session.document.media)).toContain('media-later');
      await session.commitTimeline('Place', timelineWith(session.document, 5));
      await session.close();
      // Damage to the snapshot is bridged by what lies in the history.
      await writeFile(join(folder, 'project.json'), '{');
      const healed = await openSession(folder, deps);
      expect(clipCount(healed.document)).toBe(5);
      expect(healed.document['madeWith']).toBe('a field of a later time');
      await healed.close();
    },
  );

  it('edited by a newer program since it was saved is refused and left as it is', async () => {
    const folder = await made('Newer.kinoloom');
    const session = await openSession(folder, deps);
    await session.commitTimeline('Place', timelineWith(session.document, 2));
    await session.close();
    const journal = join(folder, 'journal.log');
    const { records } = decodeRecords(await readFile(journal));
    const later = JSON.parse(JSON.stringify(records[0]).replace('"version":2', '"version":99'));
    await writeFile(journal, encodeRecord(later));
    const before = await readFile(journal);
    expect(await codeOf(openSession(folder, deps))).toBe('project.newer');
    expect((await readFile(journal)).equals(before)).toBe(true);
    expect(await readdir(folder)).not.toContain('lock');
  });
});

describe('a project with links in it', () => {
  let outside = '';
  beforeEach(async () => {
    outside = join(home, 'outside');
    await mkdir(join(outside, 'folder'), { recursive: true });
    await writeFile(join(outside, 'secret.txt'), 'dear');
  });

  async function untouched(): Promise<void> {
    expect(await readFile(join(outside, 'secret.txt'), 'utf8')).toBe('dear');
    expect((await readdir(outside, { recursive: true })).sort()).toEqual(['folder', 'secret.txt']);
  }

  it.each([
    ['project.json', 'secret.txt'],
    ['journal.log', 'secret.txt'],
    ['journal.log', 'not-there-yet.txt'],
    ['history', 'folder'],
    ['media', 'folder'],
    ['takes', 'folder'],
    ['cache', 'folder'],
  ])('for its %s to %s is refused, and nothing outside is read or written', async (part, target) => {
    const folder = await made('Linked.kinoloom');
    await rm(join(folder, part), { recursive: true, force: true });
    await symlink(join(outside, target), join(folder, part));
    expect(await codeOf(openSession(folder, deps))).toBe('project.invalid');
    expect(await codeOf(loadProject(nodeVfs, folder))).toBe('project.invalid');
    await untouched();
  });

  it('deeper inside gives no file and takes none', async () => {
    const folder = await made('Linked.kinoloom');
    await symlink(join(outside, 'secret.txt'), join(folder, 'media', 'stolen.mp4'));
    await symlink(join(outside, 'folder'), join(folder, 'cache', 'peaks'));
    expect(await pathInProject(folder, 'media/stolen.mp4')).toBeUndefined();
    expect(await pathInProject(folder, '../outside/secret.txt')).toBeUndefined();
    expect(await codeOf(makeFolderInside(nodeVfs, folder, ['cache', 'peaks']))).toBe('project.invalid');
    expect(await codeOf(makeFolderInside(nodeVfs, folder, ['cache', 'peaks', 'more']))).toBe(
      'project.invalid',
    );
    const session = await openSession(folder, deps);
    await session.commitTimeline('Place', timelineWith(session.document, 2));
    await session.save();
    await session.close();
    await untouched();
  });
});

describe('a monstrous project file', () => {
  const text = serialiseProject(sampleProject());
  const clip = JSON.stringify(timelineWith(sampleProject(), 1).tracks[0]?.clips[0]);
  const withClips = (clips: string) => text.replace('"clips": []', `"clips": [${clips}]`);
  const megabytes = (count: number) => count * 1024 * 1024;

  it.each<[string, () => string]>([
    ['a million clips', () => withClips(`${`${clip},`.repeat(1_000_000)}${clip}`)],
    ['as many clips as the size allows', () => withClips(`${`${clip},`.repeat(megabytes(63) / 150)}${clip}`)],
    ['a million empty objects', () => withClips(`${'{},'.repeat(1_000_000)}{}`)],
    ['a text of 20 MB', () => text.replace('"Sample"', `"${'x'.repeat(megabytes(20))}"`)],
    ['a key of 20 MB', () => text.replace('"settings"', `"${'x'.repeat(megabytes(20))}": 1, "settings"`)],
    ['escapes without end', () => text.replace('"Sample"', `"${'\\u0041'.repeat(megabytes(10))}"`)],
    ['lists in lists', () => text.replace('"Sample"', '['.repeat(megabytes(5)))],
    ['objects in objects', () => text.replace('"Sample"', '{"a":'.repeat(megabytes(2)))],
    ['a number without end', () => text.replace('"Sample"', '9'.repeat(megabytes(20)))],
    ['spaces without end', () => text.replace('"Sample"', `${' '.repeat(megabytes(60))}7`)],
    [
      'two hundred thousand tracks',
      () => text.replace('"tracks": [', `"tracks": [${'{"clips":[]},'.repeat(200_000)}`),
    ],
  ])('of %s is refused within a second of the processor’s time', async (_what, contents) => {
    const folder = await made('Monster.kinoloom');
    await writeFile(join(folder, 'project.json'), contents());
    const began = process.cpuUsage();
    expect(await codeOf(loadProject(nodeVfs, folder))).toMatch(/^project\.(invalid|unreadable)$/);
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1e6).toBeLessThan(1);
  });

  it('is refused as a journal too', async () => {
    const folder = await made('Monster.kinoloom');
    await writeFile(join(folder, 'journal.log'), Buffer.alloc(megabytes(65)));
    expect(await codeOf(loadProject(nodeVfs, folder))).toBe('project.invalid');
    await writeFile(join(folder, 'journal.log'), Buffer.alloc(megabytes(60), 1));
    expect((await loadProject(nodeVfs, folder)).report.cutBytes).toBe(megabytes(60));
  });
});
