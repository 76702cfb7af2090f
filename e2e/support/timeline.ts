import { expect } from 'vitest';
import { z } from 'zod';
import { projectStateSchema } from '../../src-shared/ipc/contract.ts';
import type { Timeline } from '../../src-shared/project/schema.ts';
import type { Studio } from './studio.ts';

/** The timeline as main has it: what would be found again after a crash. */
export async function timelineOf(studio: Studio): Promise<Timeline> {
  const answer: unknown = await studio.page.evaluate("window.kinoloom.call('project.current')");
  return z.object({ ok: z.literal(true), value: projectStateSchema }).parse(answer).value.document.timeline;
}

/** The clips of a track from the lowest, in short: `start+length/source in`. */
async function shown(studio: Studio, track: number): Promise<string> {
  const { tracks } = await timelineOf(studio);
  return (tracks[track]?.clips ?? [])
    .map(({ start, length, sourceIn }) => `${start}+${length}/${sourceIn}`)
    .join(' ');
}

export async function expectShown(studio: Studio, expected: string, track = 0): Promise<void> {
  await expect.poll(() => shown(studio, track), { timeout: 10_000 }).toBe(expected);
}

export async function untilOf<Value>(
  read: () => Promise<Value>,
  fits: (value: Value) => boolean,
): Promise<void> {
  await expect.poll(async () => fits(await read()), { timeout: 10_000 }).toBe(true);
}

export function endOfTimeline({ tracks }: Timeline): number {
  return Math.max(...tracks.flatMap(({ clips }) => clips.map(({ start, length }) => start + length)));
}

/** Undoes until nothing is left to undo, and redoes it all. */
export async function thereAndBack(
  studio: Studio,
  steps: { readonly undo: () => Promise<void>; readonly redo: () => Promise<void> },
): Promise<void> {
  const end = await timelineOf(studio);
  const button = (name: string) => studio.page.getByRole('button', { name, exact: true });
  const isOver = async (name: string) => (await button(name).getAttribute('aria-disabled')) === 'true';
  for (let count = 0; !(await isOver('Undo')); count += 1) {
    if (count > 100) throw new Error('Undo has no end.');
    await steps.undo();
  }
  await untilOf(
    () => timelineOf(studio),
    ({ tracks, markers }) => tracks.every(({ clips }) => clips.length === 0) && (markers ?? []).length === 0,
  );
  while (!(await isOver('Redo'))) await steps.redo();
  await expect.poll(() => timelineOf(studio), { timeout: 10_000 }).toEqual(end);
}
