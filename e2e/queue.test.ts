import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { jobSnapshotSchema } from '../src-shared/jobs/job.ts';
import { editorOf } from './support/editor.ts';
import { launchStudio, type Studio } from './support/studio.ts';

let userData = '';
beforeAll(async () => {
  userData = await mkdtemp(join(tmpdir(), 'kinoloom-queue-'));
});
afterAll(() => rm(userData, { recursive: true, force: true }));

async function jobs({ page }: Studio) {
  const envelope: unknown = await page.evaluate(`window.kinoloom.call('jobs.list')`);
  return z.object({ ok: z.literal(true), value: z.array(jobSnapshotSchema) }).parse(envelope).value;
}

interface Told {
  awake: number;
  focused: boolean;
  readonly notices: Electron.Notification[];
}

interface Machine {
  read(): Promise<{
    readonly awake: number;
    readonly focused: boolean;
    readonly notices: readonly { readonly title: string; readonly body: string }[];
  }>;
  clickNotice(): Promise<void>;
}

/** What the machine is told, from now on: no desktop of a test shows notices or goes to sleep. */
async function watchMachine(app: ElectronApplication): Promise<Machine> {
  const told = await app.evaluateHandle(({ BrowserWindow, Notification, powerSaveBlocker }) => {
    const heard: Told = { awake: 0, focused: false, notices: [] };
    const [window] = BrowserWindow.getAllWindows();
    if (window !== undefined) {
      window.isFocused = () => heard.focused;
      window.focus = () => void (heard.focused = true);
    }
    Notification.isSupported = () => true;
    Notification.prototype.show = function show() {
      heard.notices.push(this);
    };
    const start = powerSaveBlocker.start.bind(powerSaveBlocker);
    const stop = powerSaveBlocker.stop.bind(powerSaveBlocker);
    powerSaveBlocker.start = (kind) => {
      heard.awake += 1;
      return start(kind);
    };
    powerSaveBlocker.stop = (id) => {
      heard.awake -= 1;
      return stop(id);
    };
    return heard;
  });
  return {
    read: () =>
      told.evaluate(({ awake, focused, notices }) => ({
        awake,
        focused,
        notices: notices.map(({ title, body }) => ({ title, body })),
      })),
    clickNotice: () => told.evaluate(({ notices }) => void notices[0]?.emit('click')),
  };
}

async function askFor(page: Page, count: number): Promise<void> {
  await page.evaluate(`(async () => {
    for (let index = 0; index < ${count}; index += 1) {
      const id = String(index).padStart(3, '0');
      const request = { operation: 'generate', prompt: 'Shot ' + id, seconds: 60 };
      await window.kinoloom.call('jobs.generate', { jobId: 'job-many' + id, clipId: 'clip-many' + id, request });
    }
  })()`);
}

/** Names of those that wait, as the open queue lists them, as far as they are mounted. */
async function waiting(page: Page): Promise<readonly string[]> {
  const grips = await page.getByRole('button', { name: /^Move / }).all();
  const rows: (readonly [number, string])[] = [];
  for (const grip of grips) {
    const [, name = '', place = ''] =
      /^Move (.*), (\d+) of /.exec((await grip.getAttribute('aria-label')) ?? '') ?? [];
    rows.push([Number(place), name]);
  }
  return rows.sort(([a], [b]) => a - b).map(([, name]) => name);
}

test('the end of a shot is told to who looks elsewhere, and a click on it shows the shot', async (context) => {
  const studio = await launchStudio({ userData, test: context });
  const { page } = studio;
  const editor = editorOf(page);
  const machine = await watchMachine(studio.app);
  await editor.generate('A red ball moves to the right in the city', { seconds: 1, draft: true });
  await expect.poll(async () => (await machine.read()).awake).toBe(1);
  await editor.untilGenerated(0);
  await expect
    .poll(async () => (await machine.read()).notices)
    .toEqual([{ title: 'Shot finished', body: 'A red ball moves to the right in the city' }]);
  expect((await machine.read()).awake, 'it may sleep again').toBe(0);
  await editor.press('Escape', 'End');
  await machine.clickNotice();
  await page.getByRole('button', { name: /, starts 00:00:00:00/, pressed: true }).waitFor();
  expect((await machine.read()).focused).toBe(true);
  expect(await editor.timecode()).toBe('00:00:00:00');
  // Who has the window before them needs no notice.
  await editor.generate('A boat sails', { seconds: 1 });
  await editor.untilGenerated(1);
  await expect.poll(async () => (await jobs(studio)).map(({ state }) => state)).toEqual(['done', 'done']);
  expect((await machine.read()).notices).toHaveLength(1);
});

test('five hundred waiting jobs are few elements, change places by mouse and keys, and outlive the program', async (context) => {
  const studio = await launchStudio({ userData, test: context });
  const { page } = studio;
  await editorOf(page).ready();
  await askFor(page, 501);
  await page.getByTestId('queue').click();
  const rows = page.getByRole('list', { name: 'Queue' }).getByRole('listitem');
  await expect.poll(() => rows.count()).toBeGreaterThan(5);
  expect(await rows.count()).toBeLessThan(40);
  expect(await rows.first().getAttribute('aria-setsize')).toBe('501');
  expect((await waiting(page)).slice(0, 4)).toEqual(['Shot 001', 'Shot 002', 'Shot 003', 'Shot 004']);

  const grip = page.getByRole('button', { name: /^Move Shot 003/ });
  await grip.press('ArrowUp');
  await expect
    .poll(async () => (await waiting(page)).slice(0, 3))
    .toEqual(['Shot 001', 'Shot 003', 'Shot 002']);
  expect(await grip.evaluate((element) => element === document.activeElement), 'it keeps the focus').toBe(
    true,
  );

  // The second comes to stand behind the fifth.
  await page.locator('[data-job="job-many003"]').hover({ position: { x: 60, y: 20 } });
  await page.mouse.down();
  const target = page.locator('[data-job="job-many005"]');
  await target.hover({ position: { x: 60, y: 10 } });
  await target.hover({ position: { x: 60, y: 30 } });
  await studio.picture('queue dragging');
  await page.mouse.up();
  await expect
    .poll(async () => (await waiting(page)).slice(0, 5))
    .toEqual(['Shot 001', 'Shot 002', 'Shot 004', 'Shot 005', 'Shot 003']);

  // To the end of the list and back: rows come and go, none is left over.
  await rows.first().evaluate((row) => {
    const list = row.closest('ul')?.parentElement;
    list?.scrollTo(0, list.scrollHeight);
  });
  await page.getByRole('button', { name: /^Move Shot 500, 500 of 500/ }).waitFor();
  expect(await rows.count()).toBeLessThan(40);
  await studio.picture('queue five hundred');
  await studio.crash();

  const again = await launchStudio({ userData, test: context });
  await editorOf(again.page).ready();
  const found = await jobs(again);
  expect(found).toHaveLength(501);
  expect(found.slice(0, 6).map(({ label }) => label)).toEqual(
    ['000', '001', '002', '004', '005', '003'].map((number) => `Shot ${number}`),
  );
  expect(new Set(found.map(({ state }) => state))).toEqual(new Set(['interrupted']));
  await again.page.getByTestId('queue').click();
  await again.page.getByRole('button', { name: 'Go on with all 501' }).waitFor();
  await again.picture('queue after a crash');
  await again.page.getByRole('button', { name: 'Clear finished' }).click();
  await expect.poll(async () => (await jobs(again)).length).toBe(0);
  await again.close();
});
