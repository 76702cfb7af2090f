import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readManifest } from '../packs/read-manifest.ts';
import { createHarness, finish, line, load, run } from './testing/engine-harness.ts';

const pack = resolve(import.meta.dirname, '../../models/animatic');

/** What models/training/pipeline.py made of the same order with the networks of the pack. */
const caseSchema = z.object({
  aspect: z.string(),
  frames: z.number().int(),
  given: z.array(z.number().int()),
  prompt: z.string(),
  seed: z.string(),
  steps: z.number().int(),
  block: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
  means: z.array(z.array(z.number())),
});

/** The picture the case begins with: two ramps and a chequered board. */
function testPicture(width: number, height: number): Uint8Array {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const board = (Math.floor(x / 16) + Math.floor(y / 16)) % 2;
      const red = Math.floor((x * 255) / (width - 1));
      rgb.set([red, Math.floor((y * 255) / (height - 1)), board * 200], (y * width + x) * 3);
    }
  }
  return rgb;
}

function blockMeans(rgb: Uint8Array, width: number, height: number, block: number): Float64Array {
  const columns = width / block;
  const means = new Float64Array(columns * (height / block) * 3);
  for (const [at, value] of rgb.entries()) {
    const pixel = Math.floor(at / 3);
    const row = Math.floor(Math.floor(pixel / width) / block);
    const to = (row * columns + Math.floor((pixel % width) / block)) * 3 + (at % 3);
    means[to] = (means[to] ?? 0) + value / (block * block);
  }
  return means;
}

/**
 * In levels of 255: 1e-4 of the pixels' range of 2 is a hundredth of a level. Rounding to bytes adds a little noise to the
 * mean of 64 pixels; a wrong step anywhere in the pipeline is off by whole levels.
 */
const mostInBlock = 0.25;
const mostOnAverage = 0.013;

describe('the whole pipeline', () => {
  it('makes of an order what PyTorch makes of it: words, noise, guidance, sampler and codec', async () => {
    const manifest = await readManifest(pack);
    const text = await readFile(join(pack, 'parity', 'pipeline.json'), 'utf8');
    const { means, block, width, height, frames, given, ...order } = caseSchema.parse(JSON.parse(text));
    const harness = createHarness();
    expect(await load(harness, pack)).toMatchObject({ type: 'loaded' });
    const { guidance, name } = manifest.sampler;
    const message = run({ ...order, plan: line(frames, given), guidance, sampler: name });
    expect(await finish(harness, message, testPicture(width, height))).toMatchObject({ type: 'done' });
    const pictures = harness.frames();
    expect(pictures).toHaveLength(means.length);
    let total = 0;
    let count = 0;
    for (const [at, expected] of means.entries()) {
      const found = blockMeans(pictures[at] ?? new Uint8Array(0), width, height, block);
      expect(found).toHaveLength(expected.length);
      const worst = expected.reduce((most, value, index) => {
        const off = Math.abs((found[index] ?? Number.NaN) - value);
        total += off;
        count += 1;
        return off <= most ? most : off;
      }, 0);
      expect(worst).toBeLessThan(mostInBlock);
    }
    expect(total / count).toBeLessThan(mostOnAverage);
    // A case in which nothing is seen would prove nothing.
    expect(Math.max(...(means[0] ?? [])) - Math.min(...(means[0] ?? []))).toBeGreaterThan(60);
  });
});
