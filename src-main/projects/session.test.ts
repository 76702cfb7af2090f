import { expect, test } from 'vitest';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { jobIdSchema } from '../../src-shared/lib/ids.ts';
import { frames } from '../../src-shared/time/rate.ts';
import { MemoryVfs, PowerCut } from '../files/testing/memory-vfs.ts';
import { projectPaths } from './folder.ts';
import { decodeRecords, encodeRecord } from './journal-format.ts';
import { loadProject } from './load.ts';
import { createProjectFolder, openSession } from './session.ts';
import { clipCount, sampleMedia, sampleProject, timelineWith } from './testing/samples.ts';

const folder = '/films/Sample.kinoloom';
/** Every process lives, and this one began at "1". */
const alive = async (): Promise<string> => '1';

async function newProject(): Promise<MemoryVfs> {
  const vfs = new MemoryVfs(['/films']);
  await createProjectFolder(vfs, folder, sampleProject());
  return vfs;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return error instanceof AppError ? error.code : 'no AppError';
}

async function rewrite(
  vfs: MemoryVfs,
  path: string,
  change: (bytes: Uint8Array) => Uint8Array,
): Promise<void> {
  const bytes = await vfs.readFile(path);
  await vfs.remove(path);
  const file = await vfs.open(path, 'create');
  await file.write(change(bytes));
  await file.sync();
}

test('an edit is there again after a crash right behind it, without a save', async () => {
  const vfs = await newProject();
  const session = await openSession(folder, { vfs, processStart: alive });
  await session.commitTimeline('Place', timelineWith(session.document, 3));
  await session.addResult(jobIdSchema.parse('job-0'), sampleMedia('take'));
  const loaded = await loadProject(vfs, folder);
  expect(loaded.document).toEqual(session.document);
  expect(loaded.report).toEqual({ snapshot: 'current', replayedEdits: 2, droppedEdits: 0, cutBytes: 0 });
});

test('saving twenty-five times keeps the last twenty saves, the beginning, and an empty journal', async () => {
  const vfs = await newProject();
  const session = await openSession(folder, { vfs, processStart: alive });
  for (let count = 1; count <= 25; count += 1) {
    await session.commitTimeline('Place', timelineWith(session.document, count));
    await session.save();
  }
  const names = await vfs.list(projectPaths.history(folder));
  expect(names.filter((name) => name.includes('.save.'))).toHaveLength(20);
  expect(names.filter((name) => name.includes('.auto.'))).toEqual([expect.stringMatching(/^000000000\./)]);
  expect((await vfs.stat(projectPaths.journal(folder))).bytes).toBe(0);
  expect(clipCount((await loadProject(vfs, folder)).document)).toBe(25);
});

test('a damaged project.json is bridged by an earlier save and its journal, with nothing lost', async () => {
  const vfs = await newProject();
  const session = await openSession(folder, { vfs, processStart: alive });
  for (let count = 1; count <= 3; count += 1) {
    await session.commitTimeline('Place', timelineWith(session.document, count));
    await session.save();
  }
  await session.commitTimeline('Place', timelineWith(session.document, 4));
  await session.close();
  await rewrite(vfs, projectPaths.snapshot(folder), (bytes) => bytes.subarray(0, bytes.length / 2));

  const again = await openSession(folder, { vfs, processStart: alive });
  expect(again.report.snapshot).toBe('older');
  expect(clipCount(again.document)).toBe(4);
  await again.commitTimeline('Place', timelineWith(again.document, 5));
  await again.close();
  const healed = await loadProject(vfs, folder);
  expect(healed.report.snapshot).toBe('current');
  expect(clipCount(healed.document)).toBe(5);
});

test('an edit that would leave the project unsound ends what is replayed, and the project opens all the same', async () => {
  for (const place of [1, 2, 3, 4]) {
    const vfs = await newProject();
    const session = await openSession(folder, { vfs, processStart: alive });
    for (let count = 1; count <= 4; count += 1)
      await session.commitTimeline('Place', timelineWith(session.document, count));
    await session.close();
    await rewrite(vfs, projectPaths.journal(folder), (bytes) => {
      const records = decodeRecords(bytes).records.map((record, index) =>
        JSON.parse(JSON.stringify(record).replaceAll('clip-', index + 1 === place ? '../clip-' : 'clip-')),
      );
      return Buffer.concat(records.map((record) => encodeRecord(record)));
    });
    const again = await openSession(folder, { vfs, processStart: alive });
    expect(clipCount(again.document)).toBe(place - 1);
    await again.commitTimeline('Place', timelineWith(again.document, 7));
    await again.close();
    expect(clipCount((await loadProject(vfs, folder)).document)).toBe(7);
  }
});

test('a project cut in half with no earlier save is refused in one sentence', async () => {
  const vfs = await newProject();
  await rewrite(vfs, projectPaths.snapshot(folder), (bytes) => bytes.subarray(0, bytes.length / 2));
  expect(await codeOf(loadProject(vfs, folder))).toBe('project.unreadable');
});

test('a project of a newer version is refused and left as it is', async () => {
  const vfs = await newProject();
  const text = JSON.stringify({ ...sampleProject(), formatVersion: 99 });
  await rewrite(vfs, projectPaths.snapshot(folder), () => new TextEncoder().encode(text));
  expect(await codeOf(openSession(folder, { vfs, processStart: alive }))).toBe('project.newer');
  expect(new TextDecoder().decode(await vfs.readFile(projectPaths.snapshot(folder)))).toBe(text);
  expect(await vfs.list(folder)).not.toContain('lock');
});

test('a second opener may look but not write, until the first has closed or died', async () => {
  const vfs = await newProject();
  const first = await openSession(folder, { vfs, processStart: alive });
  const second = await openSession(folder, { vfs, processStart: alive });
  expect(second.readOnly).toBe(true);
  expect(await codeOf(second.commitTimeline('Place', timelineWith(second.document, 1)))).toBe(
    'project.locked',
  );
  await first.close();
  const third = await openSession(folder, { vfs, processStart: alive });
  expect(third.readOnly).toBe(false);
  // The holder is gone without closing; its process id belongs to a later process now.
  const reborn = async (): Promise<string> => '2';
  expect((await openSession(folder, { vfs, processStart: reborn })).readOnly).toBe(false);
});

test('a folder taken over by another program is not written any more; one whose lock was tidied away is', async () => {
  const vfs = await newProject();
  const session = await openSession(folder, { vfs, processStart: alive });
  await vfs.remove(`${folder}/lock`);
  await session.commitTimeline('Place', timelineWith(session.document, 1));
  expect(await vfs.list(folder)).toContain('lock');
  await rewrite(vfs, `${folder}/lock`, (bytes) =>
    new TextEncoder().encode(new TextDecoder().decode(bytes).replace(/"token":"[^"]*"/, '"token":"another"')),
  );
  expect(await codeOf(session.commitTimeline('Place', timelineWith(session.document, 2)))).toBe(
    'project.locked',
  );
  expect(await codeOf(session.save())).toBe('project.locked');
  await session.close();
  expect(await vfs.list(folder)).toContain('lock');
});

test('who has it is said; another machine is believed until a person says otherwise', async () => {
  const vfs = await newProject();
  const first = await openSession(folder, { vfs, processStart: alive, program: 'command line' });
  const second = await openSession(folder, { vfs, processStart: alive });
  expect(second.heldBy).toMatchObject({ program: 'command line', pid: process.pid, here: true });
  expect((await openSession(folder, { vfs, processStart: alive }, true)).readOnly).toBe(true);
  await rewrite(vfs, `${folder}/lock`, (bytes) =>
    new TextEncoder().encode(
      new TextDecoder().decode(bytes).replace(/"host":"[^"]*"/, '"host":"the-other-desk"'),
    ),
  );
  const third = await openSession(folder, { vfs, processStart: async () => undefined });
  expect(third.heldBy).toMatchObject({ host: 'the-other-desk', here: false });
  expect(third.readOnly).toBe(true);
  const forced = await openSession(folder, { vfs, processStart: alive }, true);
  expect(forced.readOnly).toBe(false);
  expect(await codeOf(first.commitTimeline('Place', timelineWith(first.document, 1)))).toBe('project.locked');
});

test('an edit that contradicts itself is refused and leaves no trace', async () => {
  const vfs = await newProject();
  const session = await openSession(folder, { vfs, processStart: alive });
  const timeline = timelineWith(session.document, 2);
  const overlapping = {
    ...timeline,
    tracks: timeline.tracks.map((track) => ({
      ...track,
      clips: track.clips.map((clip) => ({ ...clip, start: frames(0) })),
    })),
  };
  expect(await codeOf(session.commitTimeline('Place', overlapping))).toBe('project.invalid');
  expect(clipCount(session.document)).toBe(0);
  expect((await loadProject(vfs, folder)).revision).toBe(0);
});

test('a full disk refuses the edit on disk but keeps it in hand, and the next save brings it in', async () => {
  const vfs = await newProject();
  const session = await openSession(folder, { vfs, processStart: alive });
  await session.commitTimeline('Place', timelineWith(session.document, 1));
  vfs.injectFaults(({ kind }) => (kind === 'write' ? 'ENOSPC' : undefined));
  expect(await codeOf(session.commitTimeline('Place', timelineWith(session.document, 2)))).toBe('disk.full');
  expect(await codeOf(session.save())).toBe('disk.full');
  expect(clipCount((await loadProject(vfs, folder)).document)).toBe(1);
  vfs.injectFaults(() => undefined);
  await session.save();
  await session.commitTimeline('Place', timelineWith(session.document, 3));
  expect(clipCount((await loadProject(vfs, folder)).document)).toBe(3);
});

test('whatever single operation of the disk fails, nothing safe is lost and work goes on with the next edit', async () => {
  const rehearsal = await newProject();
  const before = rehearsal.operations.length;
  const work = async (vfs: MemoryVfs): Promise<number> => {
    const session = await openSession(folder, { vfs, processStart: alive });
    let kept = 0;
    for (let count = 1; count <= 4; count += 1) {
      const done = await session.commitTimeline('Place', timelineWith(session.document, count)).then(
        () => true,
        () => false,
      );
      if (done) kept = count;
      if (count % 2 === 0) await session.save().catch(() => undefined);
    }
    vfs.injectFaults(() => undefined);
    await session.commitTimeline('Place', timelineWith(session.document, 5));
    await session.commitTimeline('Place', timelineWith(session.document, 6));
    expect(clipCount((await loadProject(vfs, folder)).document)).toBe(6);
    await session.close();
    return kept;
  };
  await work(rehearsal);
  for (let at = before; at < rehearsal.operations.length; at += 1) {
    for (const code of ['EIO', 'ENOSPC', 'EPERM']) {
      const vfs = await newProject();
      vfs.injectFaults(({ index }) => (index === at ? code : undefined));
      const kept: unknown = await work(vfs).catch((error: unknown) => error);
      vfs.injectFaults(() => undefined);
      const again = await openSession(folder, { vfs, processStart: async () => '2' });
      expect(again.readOnly, `${code} at ${at}`).toBe(false);
      // Opening may be what failed; that is said, and the next opening works.
      const sound = typeof kept === 'number' ? clipCount(again.document) === 6 : kept instanceof AppError;
      expect(sound, `${code} at ${at}`).toBe(true);
    }
  }
});

/** Edits and saves until the power goes; answers how many clips were acknowledged last. */
async function workUntilThePowerGoes(vfs: MemoryVfs): Promise<number> {
  let acknowledged = 0;
  try {
    const session = await openSession(folder, { vfs, processStart: alive });
    for (let count = 1; count <= 4; count += 1) {
      await session.commitTimeline('Place', timelineWith(session.document, count));
      acknowledged = count;
      if (count % 2 === 0) await session.save();
    }
    await session.close();
  } catch (error) {
    const cut = error instanceof PowerCut || (error instanceof AppError && error.cause instanceof PowerCut);
    if (!cut) throw error;
  }
  return acknowledged;
}

test('a power cut before any disk operation loses no acknowledged edit, whatever of the rest survives', async () => {
  const rehearsal = await newProject();
  const before = rehearsal.operations.length;
  await workUntilThePowerGoes(rehearsal);
  const operations = rehearsal.operations.length;
  expect(operations).toBeGreaterThan(before + 20);
  const survivals = [
    { keepName: () => true, keepBytes: (_path: string, written: number) => written },
    { keepName: () => false, keepBytes: () => 0 },
    {
      keepName: (index: number) => index % 2 === 0,
      keepBytes: (_path: string, written: number) => written >> 1,
    },
    {
      keepName: (index: number) => index % 2 === 1,
      keepBytes: (_path: string, written: number) => written >> 1,
    },
  ];
  for (let at = before; at < operations; at += 1) {
    for (const survivors of survivals) {
      const vfs = await newProject();
      vfs.injectFaults(({ index }) => (index === at ? 'power' : undefined));
      const acknowledged = await workUntilThePowerGoes(vfs);
      const after = vfs.afterPowerCut(survivors);
      const reborn = await openSession(folder, { vfs: after, processStart: async () => '2' });
      const found = clipCount(reborn.document);
      expect(found, `cut before operation ${at}`).toBeGreaterThanOrEqual(acknowledged);
      expect(found, `cut before operation ${at}`).toBeLessThanOrEqual(acknowledged + 1);
    }
  }
});
