import { resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readManifest } from '../../../packs/read-manifest.ts';
import { relativeError } from '../../parity/compare.ts';
import { assemblePack, fixturesFolder, type FixturePack } from '../../parity/fixture.ts';
import { frameNoise } from '../../samplers/noise.ts';
import { openLtx } from './load.ts';
import { runStream } from './stream.ts';

const fixtures = fixturesFolder(resolve(import.meta.dirname, '../../../..'), 'ltx');

let pack: FixturePack | undefined;
afterEach(() => pack?.remove());

async function open() {
  pack = await assemblePack(fixtures, 'plain');
  const manifest = await readManifest(pack.folder);
  if (manifest.family !== 'ltx') throw new Error('Not an LTX pack.');
  const { stages } = await openLtx(manifest, { packFolder: pack.folder, provider: 'cpu', threads: 1 });
  return { manifest, stages };
}

type Opened = Awaited<ReturnType<typeof open>>;

/** Decoded pixels [frames, 3, height, width], so many latent frames a call. */
async function decodedBy(
  { manifest, stages }: Opened,
  latents: Float32Array,
  grid: { rows: number; columns: number },
  most: number,
) {
  const { channels, spatialFactor, temporal } = manifest.latent;
  const frames = latents.length / (channels * grid.rows * grid.columns);
  const pixels: number[] = [];
  let calls = 0;
  await runStream(
    () => stages.open('decoder'),
    {
      half: manifest.stream.decoder,
      grid,
      input: { name: 'latents', frames: latents, shape: [channels, grid.rows, grid.columns] },
      count: (frames - 1) * temporal.factor + 1,
      outputs: { pixels: [3, grid.rows * spatialFactor, grid.columns * spatialFactor] },
      first: most,
      most,
      besides: {},
      between: async () => void (calls += 1),
    },
    async (_, results) => {
      for (const value of results['pixels'] ?? []) pixels.push(value);
    },
  );
  return { pixels: Float32Array.from(pixels), calls };
}

describe('a clip decoded piece by piece', () => {
  it('is the clip decoded as a whole to within 1e-5, whatever the pieces', async () => {
    const opened = await open();
    const grid = { rows: 2, columns: 1 };
    const latents = frameNoise('5', 0, 7 * opened.manifest.latent.channels * 2);
    const whole = await decodedBy(opened, latents, grid, Infinity);
    expect(whole.calls).toBe(1);
    expect(whole.pixels).toHaveLength(49 * 3 * 64 * 32);
    for (const most of [1, 2, 3]) {
      const { pixels, calls } = await decodedBy(opened, latents, grid, most);
      expect(calls).toBeGreaterThan(7 / most);
      expect(relativeError(pixels, whole.pixels)).toBeLessThan(1e-5);
    }
    await opened.stages.release();
  });
});
