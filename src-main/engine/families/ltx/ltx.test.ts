import { resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { planGeneration, planLimitsOf, type PlanRequest } from '../../../../src-shared/generation/planner.ts';
import { readManifest } from '../../../packs/read-manifest.ts';
import { assemblePack, fixturesFolder, type FixturePack } from '../../parity/fixture.ts';
import { createHarness, finish, load, run } from '../../testing/engine-harness.ts';

const fixtures = fixturesFolder(resolve(import.meta.dirname, '../../../..'), 'ltx');
/** The 1:1 bucket of the tiny packs. */
const side = 64;

let pack: FixturePack | undefined;
afterEach(() => pack?.remove());

async function open() {
  pack = await assemblePack(fixtures, 'timed');
  const harness = createHarness((message) => {
    if (message.type === 'frame') harness.receive({ type: 'taken', jobId: message.jobId, frames: 1 });
  });
  expect(await load(harness, pack.folder)).toMatchObject({ type: 'loaded' });
  const limits = planLimitsOf(await readManifest(pack.folder));
  return async (request: PlanRequest, shade = 40, change: Parameters<typeof run>[0] = {}) => {
    const plan = planGeneration(request, limits);
    const before = harness.frames().length;
    const restyled = change.restyle === undefined ? 0 : plan.total - plan.given.length;
    const payload = new Uint8Array((plan.given.length + restyled) * side * side * 3).fill(shade);
    const message = run({ plan, steps: 2, guidance: 3, sampler: 'euler', aspect: '1:1', ...change });
    const end = await finish(harness, message, payload);
    return { end, frames: harness.frames().slice(before), previews: harness.all('preview').length };
  };
}

function difference(a: Uint8Array | undefined, b: Uint8Array | undefined): number {
  return Math.max(...Array.from(a ?? [], (value, at) => Math.abs(value - (b?.[at] ?? 999))));
}

describe('an LTX-Video pack', () => {
  it('makes any number of frames, the same for the same seed and others for another', async () => {
    const make = await open();
    const first = await make({ operation: 'generate', frames: 11 }, 0, { previewInterval: 0.001 });
    expect(first.end).toMatchObject({ type: 'done', stats: { steps: 2, evaluations: 4 } });
    expect(first.frames).toHaveLength(11);
    expect(first.previews).toBeGreaterThan(0);
    expect((await make({ operation: 'generate', frames: 11 })).frames).toEqual(first.frames);
    const other = await make({ operation: 'generate', frames: 11 }, 0, { seed: '8' });
    expect(difference(other.frames[5], first.frames[5])).toBeGreaterThan(2);
  });

  it.each<PlanRequest>([
    { operation: 'animate', frames: 10 },
    { operation: 'extend-forward', newFrames: 6, available: 12 },
    { operation: 'extend-backward', newFrames: 6, available: 12 },
    { operation: 'bridge', newFrames: 6, before: 3, after: 4 },
    { operation: 'keyframes', frames: 11, keys: [0, 5, 10] },
  ])('%j: what is given reaches what is made', async (request) => {
    const make = await open();
    const dark = await make(request, 20);
    const bright = await make(request, 230);
    expect(dark.end.type).toBe('done');
    expect(dark.frames.length).toBeGreaterThan(0);
    expect(bright.frames).toHaveLength(dark.frames.length);
    expect(difference(bright.frames[1], dark.frames[1])).toBeGreaterThan(2);
  });

  it('refuses a loop in one sentence and goes on', async () => {
    const make = await open();
    const { end } = await make({ operation: 'loop', frames: 9 });
    expect(end).toMatchObject({ type: 'failed', error: { code: 'pack.operation' } });
    expect((await make({ operation: 'generate', frames: 1 })).end.type).toBe('done');
  });
});
