import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { jobSnapshotSchema } from '../src-shared/jobs/job.ts';
import { projectStateSchema } from '../src-shared/ipc/contract.ts';
import { editorOf } from './support/editor.ts';
import { stillRunning } from './support/processes.ts';
import { launchStudio } from './support/studio.ts';
import type { Studio } from './support/studio.ts';

let userData = '';
beforeAll(async () => {
  userData = await mkdtemp(join(tmpdir(), 'kinoloom-recovery-'));
});
afterAll(() => rm(userData, { recursive: true, force: true }));

async function ask<Output>(studio: Studio, call: string, schema: z.ZodType<Output>): Promise<Output> {
  const envelope: unknown = await studio.page.evaluate(`window.kinoloom.call('${call}')`);
  return z.object({ ok: z.literal(true), value: schema }).parse(envelope).value;
}

const jobs = (studio: Studio) => ask(studio, 'jobs.list', z.array(jobSnapshotSchema));
const project = (studio: Studio) => ask(studio, 'project.current', projectStateSchema);

test('killed in the middle of a shot, the program comes back with every edit and says what was interrupted', async (context) => {
  const studio = await launchStudio({ userData, test: context });
  const editor = editorOf(studio.page);
  await editor.generate('A red car moves to the right in the city at sunset', { seconds: 1, draft: true });
  await editor.untilGenerated(0);
  await editor.generate('A blue train in the mountains', { seconds: 60 });
  await expect
    .poll(async () => (await jobs(studio)).map(({ state }) => state), { timeout: 30_000 })
    .toEqual(['done', 'running']);
  const before = await project(studio);
  expect(before.document.timeline.tracks[0]?.clips).toHaveLength(2);

  const started = await studio.crash();
  expect(await stillRunning(started, 5000), 'no engine and no ffmpeg outlives the program').toEqual([]);

  const again = await launchStudio({ userData, test: context });
  const after = await project(again);
  expect(after.document).toEqual(before.document);
  expect(Object.values(after.document.results)).toHaveLength(1);
  const [interrupted, ...rest] = await jobs(again);
  expect(rest).toEqual([]);
  expect(interrupted).toMatchObject({ state: 'interrupted', error: { retryable: true } });
  // What the shot had done is kept for going on from it, and for nothing else.
  const scratch = () => readdir(join(userData, 'scratch')).catch(() => []);
  expect(await scratch()).toEqual([interrupted?.id]);
  await again.picture('recovered');
  await ask(again, 'jobs.clear', z.unknown());
  expect(await jobs(again)).toEqual([]);
  expect(await scratch(), 'a shot that is given up leaves nothing').toEqual([]);
  await again.close();
});
