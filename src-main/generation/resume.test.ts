import { appendFile, readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeAll } from '../media/testing/numbered-clip.ts';
import type { GenerationListener } from './generation.ts';
import { forgetRunState } from './run-state.ts';
import { tinyStudio } from './testing/tiny-studio.ts';

// A window that makes more frames than a sampler has arrays.
const tiny = tinyStudio({
  manifest(manifest) {
    Object.assign(manifest, { frames: { ...Object(manifest['frames']), window: 12 } });
  },
});

/** Several windows, so that there is something to keep. */
const request = {
  operation: 'generate',
  prompt: 'a red ball rolls',
  seconds: 8,
  seed: '11',
  raw: true,
} as const;

function kill(): void {
  const { pid } = tiny.studio.host;
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
}

test('an engine that is killed ten times makes the frames it would have made', async () => {
  const whole = await tiny.studio.make({ request, out: 'whole.mp4' });
  const total = whole.steps;
  // Scattered over the run, early and late and twice in a row.
  const deaths = new Set([1, 2, 5, 9, 13, 14, 19, 24, total - 2, total].map((step) => Math.min(step, total)));
  const seen: number[] = [];
  let killedWhileDecoding = false;
  const listener: GenerationListener = {
    step(index) {
      seen.push(index);
      if (deaths.delete(index)) kill();
    },
    phase(phase) {
      if (phase !== 'decoding' || killedWhileDecoding) return;
      killedWhileDecoding = true;
      kill();
    },
  };
  const broken = await tiny.studio.make({ request, out: 'broken.mp4', listener });
  expect(deaths.size).toBe(0);
  expect(decodeAll(tiny.tool.path, broken.out).equals(decodeAll(tiny.tool.path, whole.out))).toBe(true);
  // No more than a tenth of the job is done again, for all deaths together as many tenths.
  expect(seen.length - total).toBeLessThanOrEqual(11 * Math.ceil(total * 0.1));
});

test('a program that ends goes on in the next one, whichever step it was at, and leaves nothing', async () => {
  const whole = await tiny.studio.make({ request, out: 'whole.mp4' });
  const stateFolder = join(tiny.studio.folder, 'state');
  const run = async (until: number): Promise<number> => {
    const stop = new AbortController();
    let first = 0;
    const listener = {
      step(index: number) {
        if (first === 0) first = index;
        if (index >= until) stop.abort();
      },
    };
    await expect(
      tiny.studio.make({ request, out: 'later.mp4', stateFolder, listener, signal: stop.signal }),
    ).rejects.toMatchObject({ code: 'cancelled' });
    return first;
  };
  await run(7);
  expect(await run(15)).toBeGreaterThan(5);
  // What was half written when the program was killed is cut off.
  await appendFile(join(stateFolder, 'windows'), 'half a record');
  await truncate(join(stateFolder, 'step'), 9);
  const later = await tiny.studio.make({ request, out: 'later.mp4', stateFolder });
  expect(later.evaluations).toBeLessThan(whole.evaluations);
  expect(decodeAll(tiny.tool.path, later.out).equals(decodeAll(tiny.tool.path, whole.out))).toBe(true);
  await forgetRunState(stateFolder);
  expect(await readdir(tiny.studio.folder)).not.toContain('state');
});

test('a program that is killed while it writes does not decode again what it had', async () => {
  const whole = await tiny.studio.make({ request, out: 'whole.mp4' });
  const stateFolder = join(tiny.studio.folder, 'state');
  const first = await tiny.studio.make({ request, out: 'first.mp4', stateFolder });
  const again = await tiny.studio.make({ request, out: 'again.mp4', stateFolder });
  expect(again.evaluations).toBe(0);
  for (const { out } of [first, again]) {
    expect(decodeAll(tiny.tool.path, out).equals(decodeAll(tiny.tool.path, whole.out))).toBe(true);
  }
});

test('another request does not go on from it', async () => {
  const stateFolder = join(tiny.studio.folder, 'state');
  const { evaluations } = await tiny.studio.make({ request, stateFolder });
  const other = await tiny.studio.make({ request: { ...request, seed: '12' }, stateFolder });
  expect(other.evaluations).toBe(evaluations);
});

test('without a seed, work goes on with the one it drew', async () => {
  const stateFolder = join(tiny.studio.folder, 'state');
  const { seed: _, ...unseeded } = request;
  const { recipe } = await tiny.studio.make({ request: unseeded, stateFolder });
  expect((await tiny.studio.make({ request: unseeded, stateFolder })).evaluations).toBe(0);
  expect(recipe.seed).toBe('7');
});

test('a step that always kills the engine is told, and nothing is left', async () => {
  // Every later step as well: the engine may have gone on, and saved where it was, before it dies.
  const listener = { step: (index: number) => void (index >= 6 && kill()) };
  await expect(tiny.studio.make({ request, listener })).rejects.toMatchObject({ code: 'engine.memory' });
  expect(await readdir(tiny.studio.at('out'))).toEqual([]);
});
