import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { jobIdSchema } from '../../src-shared/lib/ids.ts';
import { costOfPack } from '../../src-shared/pack/cost/cost-of-pack.ts';
import { memoryNeed } from '../../src-shared/pack/cost/need.ts';
import { createEngineHost } from '../engine-host/engine-host.ts';
import { silentLogger } from '../log/logger.ts';
import { readManifest } from '../packs/read-manifest.ts';
import { buildProgram, type BuiltProgram } from '../platform/testing/built-program.ts';
import { assemblePack, fixturesFolder } from './parity/fixture.ts';
import { line } from './testing/engine-harness.ts';

const checkout = resolve(import.meta.dirname, '../..');

let engine: BuiltProgram;
beforeAll(async () => {
  engine = await buildProgram('engine');
}, 240_000);
afterAll(() => engine.remove());

const costSchema = z.object({ weightsBytes: z.number(), peakBytes: z.number() });
const bucketsSchema = z.array(z.object({ width: z.number(), height: z.number() }));

/** A tiny pack with one size more like a film's; its figures scaled as its exporter would have given them. */
function enlarged(width: number, height: number) {
  return (manifest: Record<string, unknown>): void => {
    const cost = costSchema.parse(manifest['cost']);
    const [first] = bucketsSchema.parse(manifest['buckets']);
    const factor = (width * height) / ((first?.width ?? 1) * (first?.height ?? 1));
    const peakBytes = cost.weightsBytes + (cost.peakBytes - cost.weightsBytes) * factor;
    manifest['cost'] = { ...cost, flopsPerWindow: 1, peakBytes };
    manifest['buckets'] = [{ aspect: '16:9', width, height, visible: { width, height } }];
  };
}

/**
 * Real peak of a fresh engine process that makes one window, and the foretold one.
 *
 * @param known frames at its beginning that are there already, so that the encoder is at work as well.
 */
async function measure(folder: string, frames: number, known: number) {
  const manifest = await readManifest(folder);
  const host = createEngineHost({ nodePath: process.execPath, enginePath: engine.path, log: silentLogger });
  const never = new AbortController().signal;
  const bucket = manifest.buckets.find(({ aspect }) => aspect === '16:9');
  if (bucket === undefined) throw new Error('The pack has no 16:9.');
  const { width, height } = bucket;
  const shown = bucket.visible.width * bucket.visible.height * 3;
  const given = Array.from({ length: known }, (_, index) => index);
  try {
    await host.load({ packFolder: folder, backend: 'cpu', threads: 1 }, never);
    const { peakBytes } = await host.run(
      {
        jobId: jobIdSchema.parse('job-memory'),
        plan: line(frames, given),
        prompt: 'a red ball',
        negative: '',
        seed: '7',
        steps: 1,
        guidance: 1,
        sampler: manifest.sampler.name,
        aspect: '16:9',
        finish: true,
        previewInterval: 0,
      },
      Uint8Array.from({ length: known * shown }, (_, index) => (index * 7) % 256),
      { frame: () => undefined },
      never,
    );
    const foretold = memoryNeed(costOfPack(manifest), { width, height, frames });
    return { real: peakBytes, foretold };
  } finally {
    await host.dispose();
  }
}

async function measureFixture(
  family: string,
  name: string,
  [width, height, frames, known]: readonly [width: number, height: number, frames: number, known: number],
) {
  const pack = await assemblePack(fixturesFolder(checkout, family), name, enlarged(width, height));
  try {
    return await measure(pack.folder, frames, known);
  } finally {
    await pack.remove();
  }
}

it.each([
  ['animatic', () => measure(resolve(checkout, 'models', 'animatic'), 16, 8)],
  ['wan t2v', () => measureFixture('wan', 't2v', [576, 320, 9, 0])],
  ['wan ti2v-5b', () => measureFixture('wan', 'ti2v-5b', [576, 320, 9, 1])],
  ['ltx', () => measureFixture('ltx', 'plain', [384, 256, 25, 17])],
] as const)('foretells the peak of %s', { timeout: 180_000 }, async (name, run) => {
  const { real, foretold } = await run();
  // What stays in memory from shot to shot is what these packs, being small, are run with.
  const error = foretold.resident / real;

  expect(error, `${name}: ${real} real`).toBeGreaterThan(0.75);
  expect(error, `${name}: ${real} real`).toBeLessThan(1.8);
});

it(
  'needs little more for a clip twice as long, as its codec sees a few frames at a time',
  { timeout: 240_000 },
  async () => {
    const [short, long] = [
      await measureFixture('ltx', 'plain', [576, 320, 57, 0]),
      await measureFixture('ltx', 'plain', [576, 320, 113, 0]),
    ];
    expect(long.real, `${short.real} and ${long.real}`).toBeLessThan(1.3 * short.real);
  },
);
