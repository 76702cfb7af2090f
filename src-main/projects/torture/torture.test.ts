import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeVfs } from '../../files/node-vfs.ts';
import { processStart } from '../../platform/process-start.ts';
import { loadProject } from '../load.ts';
import { openSession } from '../session.ts';
import { buildProgram } from '../../platform/testing/built-program.ts';
import type { BuiltProgram } from '../../platform/testing/built-program.ts';
import { timelineWith } from '../testing/samples.ts';
import { newsSchema } from './protocol.ts';
import type { FaultKind } from './protocol.ts';
import { torture } from './torture.ts';
import type { TortureWork } from './worker.ts';

const signal = new AbortController().signal;
let built: BuiltProgram;
let home = '';
/** A disk of 2 MB where we may mount one; elsewhere writes are refused as a full disk refuses them. */
let smallDisk = '';

beforeAll(async () => {
  built = await buildProgram('cli');
  home = await mkdtemp(join(tmpdir(), 'kinoloom-torture-'));
  const disk = join(home, 'disk');
  await mkdir(disk);
  const isRoot = process.getuid?.() === 0;
  const mount = isRoot ? spawnSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]) : undefined;
  if (mount?.status === 0) smallDisk = disk;
});
afterAll(async () => {
  if (smallDisk !== '') spawnSync('/bin/umount', [smallDisk]);
  await rm(home, { recursive: true, force: true });
  await built.remove();
});

function startWorker({ folder, seed, faults }: TortureWork) {
  const words = [built.path, 'project', 'torture-worker', folder];
  return spawn(process.execPath, [...words, '--seed', String(seed), '--faults', faults], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

function run(where: string, seed: number, faults: FaultKind, kills = 10) {
  const wishes = { home: where, seed, faults, kills, seconds: 600 };
  return torture(wishes, { vfs: nodeVfs, startWorker, nowMs: () => performance.now() }, signal);
}

test('killed ten times in the middle of editing, the project opens each time with every edit that was safe', async () => {
  const report = await run(home, 1, 'none');
  expect(report).toMatchObject({ kills: 10, refused: 0, breaches: [] });
  expect(report.edits).toBeGreaterThan(0);
}, 120_000);

test('the same on a disk whose operations fail', async () => {
  expect(await run(home, 2, 'io')).toMatchObject({ kills: 10, breaches: [] });
}, 120_000);

test('the same on a disk that fills up', async () => {
  const report = smallDisk === '' ? await run(home, 3, 'nospace') : await run(smallDisk, 3, 'full');
  expect(report).toMatchObject({ kills: 10, breaches: [] });
}, 120_000);

test('a large disk is not filled, and nothing waits for a program that never begins', async () => {
  await expect(run(home, 6, 'full')).rejects.toMatchObject({ code: 'input.option' });
});

test('a project open in another program is read-only here, says by whom, and is free when that one was killed', async () => {
  const { folder } = await run(home, 4, 'none', 1);
  const worker = startWorker({ folder, seed: 9, faults: 'none' });
  await new Promise<void>((resolve) => {
    worker.stdout?.on('data', (data: Buffer) => {
      const [line = ''] = data.toString().split('\n');
      if (newsSchema.parse(JSON.parse(line)).kind !== 'failed') resolve();
    });
  });
  const deps = { vfs: nodeVfs, processStart };
  const second = await openSession(folder, deps);
  expect(second.readOnly).toBe(true);
  expect(second.heldBy).toMatchObject({ program: 'command line', pid: worker.pid, here: true });
  await expect(second.commitTimeline('Place', timelineWith(second.document, 1))).rejects.toMatchObject({
    code: 'project.locked',
  });
  await second.close();
  const ended = new Promise((resolve) => worker.once('close', resolve));
  worker.kill('SIGKILL');
  await ended;
  const third = await openSession(folder, deps);
  expect(third.readOnly).toBe(false);
  await third.commitTimeline('Place', timelineWith(third.document, 3));
  await third.close();
  const { document } = await loadProject(nodeVfs, folder);
  expect(document.timeline.tracks[0]?.clips).toHaveLength(3);
}, 120_000);
