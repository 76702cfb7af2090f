import { resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { planGeneration, planLimitsOf, type PlanRequest } from '../../src-shared/generation/planner.ts';
import { assemblePack, fixturesFolder, type FixturePack } from '../engine/parity/fixture.ts';
import type { FromEngine, RunMessage } from '../engine/protocol.ts';
import { createHarness, finish, load, run } from '../engine/testing/engine-harness.ts';
import { readManifest } from '../packs/read-manifest.ts';
import { openRunState } from './run-state.ts';

const root = resolve(import.meta.dirname, '../..');

let pack: FixturePack | undefined;
afterEach(() => pack?.remove());

interface Heard {
  readonly message: FromEngine;
  readonly payload: Uint8Array;
}

/** A tiny pack whose window is short, so that a plan has several. */
async function open(family: 'wan' | 'ltx', name: string) {
  pack = await assemblePack(fixturesFolder(root, family), name, (manifest) => {
    Object.assign(manifest['frames'] ?? {}, { window: 9 });
    Object.assign(manifest['context'] ?? {}, { frames: 5 });
  });
  const harness = createHarness((message) => {
    if (message.type === 'frame') harness.receive({ type: 'taken', jobId: message.jobId, frames: 1 });
  });
  expect(await load(harness, pack.folder)).toMatchObject({ type: 'loaded' });
  const limits = planLimitsOf(await readManifest(pack.folder));
  const side = family === 'wan' ? 32 : 64;
  return {
    plan: (request: PlanRequest) => planGeneration(request, limits),
    given: (count: number) =>
      Uint8Array.from({ length: count * side * side * 3 }, (_, at) => (at * 7 + at / 1009) % 256),
    async run(message: RunMessage, payload: Uint8Array): Promise<Heard[]> {
      const before = harness.received.length;
      expect(await finish(harness, message, payload)).toMatchObject({ type: 'done' });
      return harness.received.slice(before);
    },
  };
}

function framesOf(heard: readonly Heard[]): { index: number; bytes: Buffer }[] {
  return heard.flatMap(({ message, payload }) =>
    message.type === 'frame' ? [{ index: message.index, bytes: Buffer.from(payload) }] : [],
  );
}

const cases: readonly [
  'wan' | 'ltx',
  string,
  PlanRequest,
  Pick<RunMessage, 'sampler' | 'steps' | 'cache'>,
][] = [
  ['wan', 't2v', { operation: 'generate', frames: 20 }, { sampler: 'unipc', steps: 5 }],
  ['wan', 't2v', { operation: 'generate', frames: 20 }, { sampler: 'unipc', steps: 8, cache: 0.3 }],
  [
    'wan',
    'vace',
    { operation: 'bridge', newFrames: 14, before: 5, after: 5 },
    { sampler: 'dpmpp-2m', steps: 4 },
  ],
  [
    'ltx',
    'timed',
    { operation: 'extend-forward', newFrames: 14, available: 9 },
    { sampler: 'euler', steps: 5 },
  ],
];

test.each(cases)(
  '%s %s: a run that is killed at any moment goes on to the same frames, bit for bit',
  { timeout: 120_000 },
  async (family, name, request, how) => {
    const opened = await open(family, name);
    const plan = opened.plan(request);
    expect(plan.windows.length).toBeGreaterThan(1);
    const message = run({ plan, guidance: 3, ...how, saveState: true });
    const given = opened.given(plan.given.length);
    const whole = await opened.run(message, given);
    const wanted = framesOf(whole);
    expect(wanted).toHaveLength(plan.total - plan.given.length);
    const steps = whole.filter((heard) => heard.message.type === 'step').length;

    // What main has heard by the time the engine dies is all there is to go on from.
    const moments = whole.flatMap(({ message: { type } }, at) =>
      type === 'state' || type === 'frame' || type === 'step' ? [at + 1] : [],
    );
    const seen = Array.from({ length: 10 }, () => Math.floor(Math.random() * moments.length));
    for (const place of new Set([0, ...seen, moments.length - 1])) {
      const heard = whole.slice(0, moments[place]);
      const state = await openRunState(undefined, 'test');
      for (const each of heard) {
        if (each.message.type === 'state') await state.note(each.message, each.payload);
        if (each.message.type === 'frame') await state.noteFrame(each.message.index, each.payload);
      }
      const from = state.continuation();
      const rest = await opened.run(
        from === undefined ? message : { ...message, resume: from.resume },
        from === undefined ? given : Buffer.concat([given, from.payload]),
      );
      expect([...framesOf(heard), ...framesOf(rest)], `killed at ${moments[place]}`).toEqual(wanted);
      // Every window is saved: no more than one of them, or a twentieth of all, is done again; with a cache the window.
      const done = heard.filter((each) => each.message.type === 'step').length;
      const again = rest.filter((each) => each.message.type === 'step').length;
      expect(done + again - steps).toBeLessThanOrEqual(how.cache === undefined ? 2 : how.steps + 1);
      await state.close();
    }
  },
);
