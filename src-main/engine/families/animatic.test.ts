import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AnimaticManifest } from '../../../src-shared/pack/schema.ts';
import { readManifest } from '../../packs/read-manifest.ts';
import { openGraph } from '../packs/graph.ts';
import { prepareWindow } from './animatic.ts';
import { ropeTables, timeFeatures, type Grid, type WindowTimes } from './position.ts';

/** What the exporter computed in PyTorch: models/training/pack.py, `write_parity`. */
const parity = resolve(import.meta.dirname, '../../../models/animatic/parity');
const pack = resolve(parity, '..');

async function readAnimatic(): Promise<AnimaticManifest> {
  const manifest = await readManifest(pack);
  if (manifest.family !== 'animatic') throw new Error('The embedded pack is of another family.');
  return manifest;
}

const caseSchema = z.object({
  bucket: z.string(),
  frames: z.number().int(),
  secondsPerFrame: z.number(),
  data: z.string(),
  tensors: z.record(z.string(), z.object({ shape: z.array(z.number().int()), offset: z.number().int() })),
  tolerance: z.number(),
});

async function readCase(name: string) {
  const description = caseSchema.parse(JSON.parse(await readFile(join(parity, `${name}.json`), 'utf8')));
  const data = await readFile(join(parity, description.data));
  const tensor = (key: string): { shape: number[]; values: Float32Array } => {
    const entry = description.tensors[key];
    if (entry === undefined) throw new Error(`The parity case has no ${key}.`);
    const length = entry.shape.reduce((product, size) => product * size, 1);
    const values = Float32Array.from({ length }, (_, at) => data.readFloatLE(entry.offset + at * 4));
    return { shape: entry.shape, values };
  };
  return { ...description, tensor };
}

function gridOf({ buckets, latent }: AnimaticManifest, aspect: string): Grid {
  const bucket = buckets.find((each) => each.aspect === aspect);
  if (bucket === undefined) throw new Error(`The pack has no bucket for ${aspect}.`);
  return { rows: bucket.height / latent.spatialFactor, columns: bucket.width / latent.spatialFactor };
}

function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let worst = 0;
  for (let i = 0; i < a.length; i += 1) {
    const difference = Math.abs((a[i] ?? Number.NaN) - (b[i] ?? Number.NaN));
    if (!(difference <= worst)) worst = difference;
  }
  return worst;
}

describe.each(['wide', 'square'])('the embedded model, parity case "%s"', (name) => {
  it('gets the positions and time features it was trained with', async () => {
    const manifest = await readAnimatic();
    const { bucket, frames, secondsPerFrame, tensor } = await readCase(name);
    const times: WindowTimes = {
      seconds: Array.from({ length: frames }, (_, at) => at * secondsPerFrame),
      loopSeconds: undefined,
    };
    const { cos, sin } = ropeTables(manifest.position, times, gridOf(manifest, bucket));
    expect(furthest(cos, tensor('rope_cos').values)).toBeLessThan(1e-6);
    expect(furthest(sin, tensor('rope_sin').values)).toBeLessThan(1e-6);
    expect(furthest(timeFeatures(times, secondsPerFrame), tensor('time_features').values)).toBeLessThan(1e-6);
  });

  it('predicts what PyTorch predicts', async () => {
    const manifest = await readAnimatic();
    const { bucket, frames, secondsPerFrame, tensor, tolerance } = await readCase(name);
    const graph = await openGraph(
      'denoiser',
      join(pack, manifest.graphs.denoiser.file),
      {},
      {
        provider: 'cpu',
        threads: 2,
        keepMemory: false,
      },
    );
    const expected = tensor('prediction').values;
    const relative = Math.max(1, ...expected.map(Math.abs));
    const names = ['tokens', 'sigma', 'rope_cos', 'rope_sin', 'time_features', 'text', 'text_mask'];
    const feeds = Object.fromEntries(
      names.map((each) => [each, new Tensor('float32', tensor(each).values, tensor(each).shape)]),
    );
    expect(furthest(await graph.run(feeds), expected) / relative).toBeLessThan(tolerance);

    // The same through the family file, which makes positions itself and feeds only the words that are there: masking
    // words out and leaving them out are the same.
    const text = tensor('text');
    const [, , width = 0] = text.shape;
    const used = tensor('text_mask').values.filter((value) => value === 1).length;
    const times = {
      seconds: Array.from({ length: frames }, (_, at) => at * secondsPerFrame),
      loopSeconds: undefined,
    };
    const prediction = await prepareWindow(graph, manifest, gridOf(manifest, bucket), times).predict(
      tensor('tokens').values,
      Float64Array.from(tensor('sigma').values),
      {
        length: used,
        width,
        hidden: text.values.slice(0, used * width),
        tokens: { ids: [], fullLength: used },
      },
    );
    expect(furthest(prediction, expected) / relative).toBeLessThan(tolerance);
    await graph.release();
  });
});
