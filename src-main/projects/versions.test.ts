import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calls } from '../../src-shared/ipc/contract.ts';
import { MemoryVfs } from '../files/testing/memory-vfs.ts';
import { projectPaths } from './folder.ts';
import { loadProject } from './load.ts';
import { createProjectFolder, openSession } from './session.ts';
import { clipCount, sampleMedia, sampleProject, timelineWith } from './testing/samples.ts';
import { namesToPrune, versionName, versionsAmong } from './version-names.ts';
import { listVersions, readVersion } from './versions.ts';

const folder = '/films/Sample.kinoloom';
const hour = 3_600_000;
const noon = Date.parse('2026-11-23T12:00:00Z');

async function openAt(wall: { ms: number }) {
  const vfs = new MemoryVfs(['/films']);
  await createProjectFolder(vfs, folder, sampleProject());
  const deps = { vfs, processStart: async () => '1', wallMs: () => wall.ms };
  return { vfs, session: await openSession(folder, deps) };
}

test('what was saved is listed newest first, with who saved it and when', async () => {
  const wall = { ms: noon };
  const { vfs, session } = await openAt(wall);
  await session.commitTimeline('Place', timelineWith(session.document, 1));
  await session.save();
  wall.ms += hour;
  await session.commitTimeline('Place', timelineWith(session.document, 2));
  const versions = await listVersions(vfs, folder);
  expect(versions.map(({ kind, revision, savedAt }) => [kind, revision, savedAt])).toEqual([
    ['auto', 2, '2026-11-23T13:00:00.000Z'],
    ['save', 1, '2026-11-23T12:00:00.000Z'],
    ['auto', 0, expect.stringMatching(/Z$/)],
  ]);
  expect(clipCount(await readVersion(vfs, folder, versions[1]?.id ?? ''))).toBe(1);
  // The window takes them as they are, and may ask for each.
  expect(calls['project.versions'].output.parse(versions)).toEqual(versions);
  for (const { id } of versions) expect(calls['project.restoreVersion'].input.parse(id)).toBe(id);
});

test('saving what the program saved by itself makes it the person’s, and is no second version', async () => {
  const wall = { ms: noon };
  const { vfs, session } = await openAt(wall);
  await session.commitTimeline('Place', timelineWith(session.document, 1));
  await session.save('auto');
  await session.save();
  await session.save();
  const kinds = (await listVersions(vfs, folder)).map(({ kind, revision }) => `${kind} ${revision}`);
  expect(kinds).toEqual(['save 1', 'auto 0']);
});

test('restoring brings an earlier film back as a new edit, keeps the library, and the film before it is a version', async () => {
  const { vfs, session } = await openAt({ ms: noon });
  await session.commitTimeline('Place', timelineWith(session.document, 1));
  await session.save();
  const [first] = await listVersions(vfs, folder);
  await session.addMedia([sampleMedia('later')]);
  await session.commitTimeline('Place', timelineWith(session.document, 5));
  await session.restore(first?.id ?? '');
  expect(clipCount(session.document)).toBe(1);
  expect(Object.keys(session.document.media)).toEqual(['media-later']);
  const [before] = await listVersions(vfs, folder);
  expect(clipCount(await readVersion(vfs, folder, before?.id ?? ''))).toBe(5);
  // It is an edit like any other: a crash right behind it loses nothing.
  const { document } = await loadProject(vfs, folder);
  expect(document).toEqual(session.document);
  await expect(session.restore('../../secret')).rejects.toMatchObject({ code: 'input.option' });
});

test('a project of the first format is written anew with its first edit, and what it was can be restored', async () => {
  const vfs = new MemoryVfs(['/films']);
  await createProjectFolder(vfs, folder, sampleProject());
  const path = projectPaths.snapshot(folder);
  const text = new TextDecoder()
    .decode(await vfs.readFile(path))
    .replace('"formatVersion": 2', '"formatVersion": 1');
  await vfs.remove(path);
  const file = await vfs.open(path, 'create');
  await file.write(new TextEncoder().encode(text));
  await file.close();
  const session = await openSession(folder, { vfs, processStart: async () => '1' });
  expect(new TextDecoder().decode(await vfs.readFile(path))).toBe(text);
  await session.commitTimeline('Place', timelineWith(session.document, 1));
  expect(new TextDecoder().decode(await vfs.readFile(path))).toContain('"formatVersion": 2');
  const versions = await listVersions(vfs, folder);
  expect(versions.map(({ revision }) => revision)).toEqual([1, 0]);
  expect(clipCount(await readVersion(vfs, folder, versions[1]?.id ?? ''))).toBe(0);
});

test('on a disk without hard links versions are copies', async () => {
  const vfs = new MemoryVfs(['/films']);
  await createProjectFolder(vfs, folder, sampleProject());
  vfs.injectFaults(({ kind }) => (kind === 'link' ? 'EPERM' : undefined));
  const session = await openSession(folder, { vfs, processStart: async () => '1' });
  expect(session.readOnly).toBe(false);
  await session.commitTimeline('Place', timelineWith(session.document, 1));
  await session.save();
  expect((await listVersions(vfs, folder)).map(({ revision }) => revision)).toEqual([1, 0]);
});

test('whatever was saved, pruning keeps the newest three, the last twenty saves and one a hour', () => {
  const save = fc.record({ auto: fc.boolean(), gapMs: fc.integer({ min: 1000, max: 3 * hour }) });
  fc.assert(
    fc.property(fc.array(save, { minLength: 1, maxLength: 150 }), (saves) => {
      let names: string[] = [];
      let at = noon;
      saves.forEach(({ auto, gapMs }, revision) => {
        at += gapMs;
        names.push(
          versionName(revision, auto ? 'auto' : 'save', at),
          `${String(revision).padStart(9, '0')}.log`,
        );
        const gone = new Set(namesToPrune(names));
        names = names.filter((name) => !gone.has(name));
      });
      const versions = versionsAmong(names);
      expect(versions.slice(0, 3).map(({ revision }) => revision)).toEqual(
        saves
          .map((_, index) => index)
          .reverse()
          .slice(0, 3),
      );
      const person = saves.filter(({ auto }) => !auto).length;
      const own = versions.filter(({ kind }) => kind === 'save');
      expect(own.length).toBeGreaterThanOrEqual(Math.min(20, person));
      expect(own.length).toBeLessThanOrEqual(23);
      const autos = versions.filter(({ kind }) => kind === 'auto');
      expect(autos.length).toBeLessThanOrEqual(48 + 3);
      // Every state that may stand in for a damaged one has the edits after it.
      const oldest = versions.slice(0, 3).at(-1)?.revision ?? 0;
      const logs = names.filter((name) => name.endsWith('.log')).map((name) => Number(name.slice(0, 9)));
      for (let revision = oldest + 1; revision < saves.length; revision += 1)
        expect(logs).toContain(revision);
    }),
    { numRuns: 200 },
  );
});
