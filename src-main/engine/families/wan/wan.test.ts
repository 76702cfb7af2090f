import { afterEach, describe, expect, it } from 'vitest';
import { resolve } from 'node:path';
import { planGeneration, planLimitsOf, type PlanRequest } from '../../../../src-shared/generation/planner.ts';
import { readManifest } from '../../../packs/read-manifest.ts';
import { assemblePack, fixturesFolder, type FixturePack } from '../../parity/fixture.ts';
import { createHarness, finish, load, run } from '../../testing/engine-harness.ts';

const fixtures = fixturesFolder(resolve(import.meta.dirname, '../../../..'), 'wan');
/** The 1:1 bucket of the tiny packs. */
const side = 32;

let packs: FixturePack[] = [];
afterEach(async () => {
  await Promise.all(packs.map((each) => each.remove()));
  packs = [];
});

async function open(
  name: string,
  window?: number,
  change: (manifest: Record<string, unknown>) => void = () => undefined,
) {
  const pack = await assemblePack(fixtures, name, (manifest) => {
    change(manifest);
    const { frames, context } = manifest;
    if (window === undefined || typeof frames !== 'object' || typeof context !== 'object') return;
    // A short window makes short plans chain.
    Object.assign(frames ?? {}, { window });
    Object.assign(context ?? {}, { frames: Math.min(5, Number(Object(context)['frames'])) });
  });
  packs.push(pack);
  const harness = createHarness((message) => {
    // Every frame is taken as it comes, however many there are.
    if (message.type === 'frame') harness.receive({ type: 'taken', jobId: message.jobId, frames: 1 });
  });
  expect(await load(harness, pack.folder)).toMatchObject({ type: 'loaded' });
  return { harness, manifest: await readManifest(pack.folder) };
}

function picture(seed: number): Uint8Array {
  return Uint8Array.from(
    { length: side * side * 3 },
    (_, at) => ((at % side) * 5 + seed * 40 + at / 90) % 256,
  );
}

function joined(pictures: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pictures));
}

async function make(
  opened: Awaited<ReturnType<typeof open>>,
  request: PlanRequest,
  change: Parameters<typeof run>[0] = {},
  given = (count: number) => joined(Array.from({ length: count }, (_, at) => picture(at))),
) {
  const { harness, manifest } = opened;
  const plan = planGeneration(request, planLimitsOf(manifest));
  const before = harness.frames().length;
  const message = run({ plan, steps: 2, guidance: 3, sampler: 'unipc', aspect: '1:1', ...change });
  const end = await finish(harness, message, given(plan.given.length));
  return { end, plan, frames: harness.frames().slice(before) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function difference(a: Uint8Array | undefined, b: Uint8Array | undefined): number {
  return Math.max(...Array.from(a ?? [], (value, at) => Math.abs(value - (b?.[at] ?? 999))));
}

describe('a text-to-video pack', () => {
  it('makes any number of frames, the same for the same seed and others for another', async () => {
    const opened = await open('t2v');
    const first = await make(opened, { operation: 'generate', frames: 7 });
    expect(first.end).toMatchObject({ type: 'done', stats: { steps: 2, evaluations: 4 } });
    expect(first.frames).toHaveLength(7);
    expect(first.frames[0]).toHaveLength(side * side * 3);
    expect((await make(opened, { operation: 'generate', frames: 7 })).frames).toEqual(first.frames);
    const other = await make(opened, { operation: 'generate', frames: 7 }, { seed: '8' });
    expect(difference(other.frames[3], first.frames[3])).toBeGreaterThan(2);
  });

  it('continues a shot longer than its window from its own last frames, in order', async () => {
    const opened = await open('t2v', 9);
    const { end, plan, frames } = await make(opened, { operation: 'generate', frames: 20 });
    expect(end.type).toBe('done');
    expect(plan.windows.length).toBeGreaterThan(1);
    expect(frames).toHaveLength(20);
    const indices = opened.harness.all('frame').map(({ index }) => index);
    expect(indices).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  it('starts from an old shot when it restyles, the nearer the weaker', async () => {
    const opened = await open('t2v');
    const clip = (count: number) => joined(Array.from({ length: count === 0 ? 5 : count }, () => picture(3)));
    const request = { operation: 'restyle', frames: 5 } as const;
    const weak = await make(opened, request, { restyle: { strength: 0.1 } }, clip);
    const strong = await make(opened, request, { restyle: { strength: 1 } }, clip);
    const words = await make(opened, { operation: 'generate', frames: 5 });
    expect(difference(strong.frames[2], words.frames[2])).toBeLessThanOrEqual(1);
    expect(difference(weak.frames[2], words.frames[2])).toBeGreaterThan(2);
  });

  it('shows the forming picture', async () => {
    const opened = await open('t2v');
    await make(opened, { operation: 'generate', frames: 5 }, { previewInterval: 0.001 });
    const previews = opened.harness.all('preview');
    expect(previews.length).toBeGreaterThan(0);
    expect(previews[0]).toMatchObject({ count: 2, size: { width: 4, height: 4 } });
  });
});

describe('the first-block cache', () => {
  const request = { operation: 'generate', frames: 5 } as const;
  const steps = { steps: 10 };

  it.each(['t2v', 't2v-a14b', 'vace'])(
    '%s: gives the same picture where it never leaves blocks out',
    async (name) => {
      const opened = await open(name);
      const whole = await make(opened, request, steps);
      const parted = await make(opened, request, { ...steps, cache: 0 });
      expect(whole.end).toMatchObject({ type: 'done', stats: { evaluations: 20 } });
      expect(parted.end).toMatchObject({ type: 'done', stats: { evaluations: 20, reused: 0 } });
      for (const [at, frame] of whole.frames.entries())
        expect(difference(frame, parted.frames[at])).toBeLessThan(2);
      // The parts are gone again, and nothing of them is left in what comes after.
      expect((await make(opened, request, steps)).frames).toEqual(whole.frames);
    },
  );

  it('leaves out the more the larger the threshold, and keeps near to the whole', async () => {
    const opened = await open('t2v');
    const whole = await make(opened, request, steps);
    const away = (frames: readonly Uint8Array[]): number =>
      mean(
        frames.flatMap((frame, at) =>
          Array.from(frame, (value, i) => Math.abs(value - (whole.frames[at]?.[i] ?? 999))),
        ),
      );
    const other = away((await make(opened, request, { ...steps, seed: '8' })).frames);
    const reused: number[] = [];
    for (const cache of [0.05, 0.2, 0.3]) {
      const { end, frames } = await make(opened, request, { ...steps, cache });
      if (end.type !== 'done') throw new Error('Not done.');
      reused.push(end.stats.reused ?? -1);
      expect(away(frames)).toBeLessThan(0.05 * other);
    }
    expect(reused).toEqual([...reused].sort((one, two) => one - two));
    expect(reused.at(-1)).toBeGreaterThan(0);
    expect(reused.at(-1)).toBeLessThanOrEqual(18);
  });

  it('is refused in one sentence by a pack without one', async () => {
    const opened = await open('t2v', undefined, (manifest) => {
      delete manifest['cache'];
      for (const part of ['head', 'body', 'end']) delete Object(manifest['graphs'])[part];
    });
    const { end } = await make(opened, request, { cache: 0.1 });
    expect(end).toMatchObject({ type: 'failed', error: { code: 'pack.operation' } });
    expect((await make(opened, request)).end.type).toBe('done');
  });
});

describe('what other packs are given', () => {
  const cases: readonly [string, PlanRequest][] = [
    ['i2v', { operation: 'animate', frames: 6 }],
    ['i2v-a14b', { operation: 'animate', frames: 6, last: true }],
    ['flf2v', { operation: 'bridge', newFrames: 5, before: 1, after: 1 }],
    ['ti2v-5b', { operation: 'animate', frames: 6 }],
    ['vace', { operation: 'extend-forward', newFrames: 4, available: 5 }],
    ['vace', { operation: 'extend-backward', newFrames: 4, available: 5 }],
    ['vace', { operation: 'bridge', newFrames: 5, before: 4, after: 4 }],
    ['vace', { operation: 'keyframes', frames: 9, keys: [0, 4, 8] }],
  ];

  it.each(cases)('%s: %j reaches what is made', async (name, request) => {
    const opened = await open(name);
    const size = name === 'ti2v-5b' ? 64 : side;
    const fill = (value: number) => (count: number) =>
      Uint8Array.from({ length: count * size * size * 3 }, (_, at) => (value + (at % 97)) % 256);
    const dark = await make(opened, request, {}, fill(0));
    const light = await make(opened, request, {}, fill(120));
    expect([dark.end.type, light.end.type]).toEqual(['done', 'done']);
    expect(dark.frames).toHaveLength(dark.plan.total - dark.plan.given.length);
    expect(Math.max(...dark.frames.map((frame, at) => difference(frame, light.frames[at])))).toBeGreaterThan(
      0,
    );
  });

  it.each<[string, PlanRequest, RegExp]>([
    [
      'ti2v-5b',
      { operation: 'extend-backward', newFrames: 4, available: 1 },
      /the first frame and nothing else/,
    ],
    ['i2v', { operation: 'bridge', newFrames: 4, before: 1, after: 1 }, /the first frame and nothing else/],
    ['i2v-a14b', { operation: 'keyframes', frames: 9, keys: [0, 4, 8] }, /nothing between/],
    ['t2v', { operation: 'extend-backward', newFrames: 4, available: 5 }, /at the beginning/],
    ['vace', { operation: 'loop', frames: 9 }, /no closed loops/],
  ])('%s refuses %j in one sentence and goes on', async (name, request, sentence) => {
    const opened = await open(name);
    const size = name === 'ti2v-5b' ? 64 : side;
    const { end } = await make(opened, request, {}, (count) => new Uint8Array(count * size * size * 3));
    expect(end).toMatchObject({
      type: 'failed',
      error: { code: 'pack.operation', message: expect.stringMatching(sentence) },
    });
    const possible: PlanRequest =
      name === 't2v' || name === 'ti2v-5b' || name === 'vace'
        ? { operation: 'generate', frames: 5 }
        : { operation: 'animate', frames: 5 };
    const after = await make(opened, possible, {}, (count) => new Uint8Array(count * size * size * 3));
    expect(after.end.type).toBe('done');
  });
});
