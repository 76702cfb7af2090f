import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { randomFrom } from '../src-main/projects/torture/random.ts';
import { projectStateSchema } from '../src-shared/ipc/contract.ts';
import { launchStudio } from './support/studio.ts';

/** The command line's `project torture` does this hundreds of times; here it is the window that edits, in real Electron. */
const kills = 4;

let userData = '';
beforeAll(async () => {
  userData = await mkdtemp(join(tmpdir(), 'kinoloom-torture-window-'));
});
afterAll(() => rm(userData, { recursive: true, force: true }));

/** Runs in the page: commits one edit after another, and tells of each when it was safe. The clip's length counts them. */
function editing(from: number): string {
  return `void (async () => {
    const { value } = await window.kinoloom.call('project.current');
    const [video, ...rest] = value.document.timeline.tracks;
    for (let count = ${from}; ; count += 1) {
      const clip = {
        id: 'clip-torture',
        name: 'Torture',
        source: { kind: 'job', jobId: 'job-torture' },
        start: 0,
        length: count,
        sourceIn: 0,
      };
      const timeline = { ...value.document.timeline, tracks: [{ ...video, clips: [clip] }, ...rest] };
      const answer = await window.kinoloom.call('project.commit', { label: 'Trim', timeline });
      await window.tell(answer.ok ? count : -1);
    }
  })()`;
}

test('killed at random moments while the window edits, the program comes back each time with every edit that was safe', async (context) => {
  const random = randomFrom(4);
  let safe = 0;
  for (let life = 0; life <= kills; life += 1) {
    const studio = await launchStudio({ userData, test: context });
    const envelope: unknown = await studio.page.evaluate(`window.kinoloom.call('project.current')`);
    const { document, readOnly } = z.object({ value: projectStateSchema }).parse(envelope).value;
    expect(readOnly).toBe(false);
    const length = document.timeline.tracks[0]?.clips[0]?.length ?? 0;
    expect(length, `after ${life} kills`).toBeGreaterThanOrEqual(safe);
    // One more may have been on its way.
    expect(length, `after ${life} kills`).toBeLessThanOrEqual(safe + 1);
    if (life === kills) {
      await studio.close();
      break;
    }
    const told: number[] = [];
    await studio.page.exposeFunction('tell', (count: number) => told.push(count));
    await studio.page.evaluate(editing(length + 1));
    await expect.poll(() => told.length, { timeout: 30_000 }).toBeGreaterThan(0);
    await delay(random.below(600));
    await studio.crash();
    expect(told).not.toContain(-1);
    safe = Math.max(length, ...told);
  }
  expect(safe).toBeGreaterThan(kills);
});
