import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
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

/** With 8-bit weights, in levels: what nobody sees, and a tenth of what another seed makes. */
const mostInBytesBlock = 12;
const mostInBytes = 1;

/** The pack without its 8-bit weights: what PyTorch computed was computed with floats. */
async function inFloats(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kinoloom-floats-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const manifest = await readManifest(pack);
  if (manifest.family !== 'animatic') throw new Error('The embedded pack is of another family.');
  const { denoiserOnProcessor, ...graphs } = manifest.graphs;
  const left = Object.entries(manifest.files).filter(([name]) => name !== denoiserOnProcessor?.file);
  for (const [name] of left) await copyFile(join(pack, name), join(folder, name));
  const floats = { ...manifest, graphs, files: Object.fromEntries(left) };
  await writeFile(join(folder, 'pack.json'), JSON.stringify(floats));
  return folder;
}

/** Means of blocks of each picture that the engine makes of the case's order, and what PyTorch made of it. */
async function madeWith(packFolder: string): Promise<{ found: Float64Array[]; expected: number[][] }> {
  const text = await readFile(join(pack, 'parity', 'pipeline.json'), 'utf8');
  const { means, block, width, height, frames, given, ...order } = caseSchema.parse(JSON.parse(text));
  const harness = createHarness();
  expect(await load(harness, packFolder)).toMatchObject({ type: 'loaded' });
  const { guidance, name } = (await readManifest(packFolder)).sampler;
  const message = run({ ...order, plan: line(frames, given), guidance, sampler: name });
  expect(await finish(harness, message, testPicture(width, height))).toMatchObject({ type: 'done' });
  return {
    found: harness.frames().map((picture) => blockMeans(picture, width, height, block)),
    expected: means,
  };
}

/** Levels between two rows of pictures: the worst block and the average. */
function levelsApart(
  some: readonly ArrayLike<number>[],
  others: readonly ArrayLike<number>[],
): { worst: number; average: number } {
  expect(some).toHaveLength(others.length);
  const apart = some.flatMap((means, at) => {
    const other = others[at] ?? [];
    expect(means).toHaveLength(other.length);
    return Array.from(means, (value, index) => Math.abs(value - (other[index] ?? Number.NaN)));
  });
  return { worst: Math.max(...apart), average: apart.reduce((sum, each) => sum + each, 0) / apart.length };
}

describe('the whole pipeline', () => {
  it('makes of an order what PyTorch makes of it: words, noise, guidance, sampler and codec', async () => {
    const { found, expected } = await madeWith(await inFloats());
    const { worst, average } = levelsApart(found, expected);
    expect(worst).toBeLessThan(mostInBlock);
    expect(average).toBeLessThan(mostOnAverage);
    // A case in which nothing is seen would prove nothing.
    expect(Math.max(...(expected[0] ?? [])) - Math.min(...(expected[0] ?? []))).toBeGreaterThan(60);
  });

  it('draws the same pictures with weights of 8 bits, which the processor runs', async () => {
    const { found, expected } = await madeWith(pack);
    const { worst, average } = levelsApart(found, expected);
    expect(average).toBeGreaterThan(0);
    expect(worst).toBeLessThan(mostInBytesBlock);
    expect(average).toBeLessThan(mostInBytes);
  });
});
