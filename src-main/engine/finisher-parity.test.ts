import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { readManifest } from '../packs/read-manifest.ts';
import { openGraph } from './packs/graph.ts';

const pack = resolve(import.meta.dirname, '../../models/animatic');
const scale = 4;

/** What PyTorch made of the picture below (`write_finisher_parity` in models/training/pack.py): means of blocks, by channel. */
const caseSchema = z.object({
  width: z.number().int(),
  height: z.number().int(),
  block: z.number().int(),
  means: z.array(z.array(z.number())).length(3),
  tolerance: z.number(),
});

/** Planes of two ramps and a chequered board, in [-1, 1]. */
function testPlanes(width: number, height: number): Float32Array {
  const planes = new Float32Array(3 * width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const board = (Math.floor(y / 4) + Math.floor(x / 4)) % 2;
      for (const [channel, level] of [x / (width - 1), y / (height - 1), board].entries()) {
        planes[(channel * height + y) * width + x] = level * 2 - 1;
      }
    }
  }
  return planes;
}

function blockMeans(plane: Float32Array, width: number, block: number): number[] {
  const columns = width / block;
  const means = Array.from({ length: plane.length / block ** 2 }, () => 0);
  for (const [at, value] of plane.entries()) {
    const to = Math.floor(at / width / block) * columns + Math.floor((at % width) / block);
    means[to] = (means[to] ?? 0) + value / block ** 2;
  }
  return means;
}

it('the shipped finisher draws what PyTorch draws, at four times the size', async () => {
  const manifest = await readManifest(pack);
  const file = manifest.family === 'animatic' ? manifest.graphs.finisher?.file : undefined;
  if (file === undefined) throw new Error('The embedded pack has no finisher.');
  const text = await readFile(join(pack, 'parity', 'finisher.json'), 'utf8');
  const { width, height, block, means, tolerance } = caseSchema.parse(JSON.parse(text));
  const needs = { provider: 'cpu', threads: 1, keepMemory: false } as const;
  const graph = await openGraph('finisher', join(pack, file), {}, needs);
  onTestFinished(() => graph.release());

  const finished = await graph.run({
    pixels: new Tensor('float32', testPlanes(width, height), [1, 3, height, width]),
  });

  expect(finished).toHaveLength(3 * width * height * scale ** 2);
  const size = finished.length / 3;
  for (const [channel, expected] of means.entries()) {
    const found = blockMeans(finished.subarray(channel * size, (channel + 1) * size), width * scale, block);
    expect(found).toHaveLength(expected.length);
    const apart = found.map((mean, at) => Math.abs(mean - (expected[at] ?? Number.NaN)));
    expect(Math.max(...apart)).toBeLessThan(tolerance);
  }
});
