import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeOnnx } from './onnx/encode.ts';
import { createHarness, finish, load, run } from './testing/engine-harness.ts';
import { tinyDenoiser } from './testing/tiny-graphs.ts';
import { writeTinyPack, type PackChange, type TinyPack } from './testing/tiny-pack.ts';

let pack: TinyPack;
let packs: TinyPack[] = [];
async function make(change?: PackChange): Promise<TinyPack> {
  const made = await writeTinyPack(change);
  packs.push(made);
  return made;
}
beforeEach(async () => {
  pack = await make();
});
afterEach(async () => {
  await Promise.all(packs.map((each) => each.remove()));
  packs = [];
});

describe('loading a pack', () => {
  const wrong: readonly [string, PackChange, string, RegExp][] = [
    [
      'a damaged file',
      {
        manifest: (m) => void Object.assign(m.files, { 'text.onnx': { sha256: '0'.repeat(64), bytes: 1 } }),
      },
      'pack.hash',
      /text\.onnx is damaged/,
    ],
    [
      'an unknown format version',
      { manifest: (m) => void (m['formatVersion'] = 2) },
      'pack.version',
      /format version 2/,
    ],
    [
      'a family of another engine',
      { manifest: (m) => void (m['family'] = 'dream') },
      'pack.version',
      /family “dream”/,
    ],
    ['another conditioning', { manifest: (m) => void (m['conditioning'] = 'vace') }, 'pack.graph', /“vace”/],
    [
      'a file that is no graph',
      { files: (f) => void (f['decoder.onnx'] = 'not a graph') },
      'pack.graph',
      /decoder graph can’t be opened/,
    ],
    [
      'a tokenizer that is none',
      { files: (f) => void (f['tokenizer.json'] = '{}') },
      'pack.format',
      /tokenizer/,
    ],
    [
      'an input that is missing',
      {
        files(f) {
          const graph = tinyDenoiser();
          const inputs = graph.inputs.filter(({ name }) => name !== 'time_features');
          const nodes = graph.nodes
            .filter(({ outputs }) => !['time', 'wide_time', 's5'].includes(outputs[0] ?? ''))
            .map((node) => ({ ...node, inputs: node.inputs.map((name) => (name === 's5' ? 's4' : name)) }));
          f['denoiser.onnx'] = encodeOnnx({ ...graph, inputs, nodes });
        },
      },
      'pack.graph',
      /has no "time_features"/,
    ],
    [
      'an input of the wrong rank',
      {
        files(f) {
          const graph = tinyDenoiser();
          const inputs = graph.inputs.map((input) =>
            input.name === 'rope_cos' ? { ...input, dims: ['B', 'S', 4] } : input,
          );
          f['denoiser.onnx'] = encodeOnnx({ ...graph, inputs });
        },
      },
      'pack.graph',
      /"rope_cos" has 3 dimensions instead of 2/,
    ],
    [
      'sizes that are not those of the manifest',
      { manifest: (m) => void (m['latent'] = { channels: 5, spatialFactor: 8, temporal: 'per-frame' }) },
      'pack.format',
      /preview matrix/,
    ],
    [
      'latents of another width than the manifest says',
      {
        manifest(m) {
          m['latent'] = { channels: 5, spatialFactor: 8, temporal: 'per-frame' };
          m['preview'] = { matrix: Array.from({ length: 5 }, () => [0, 0, 0]), bias: [0, 0, 0] };
        },
      },
      'pack.graph',
      /is 4 instead of 5/,
    ],
  ];

  it.each(wrong)('with %s loads nothing and says why', async (_, change, code, sentence) => {
    const harness = createHarness();
    const broken = await make(change);
    const answer = await load(harness, broken.folder);
    expect(answer).toMatchObject({
      type: 'failed',
      error: { code, message: expect.stringMatching(sentence) },
    });
    expect(await finish(harness, run())).toMatchObject({ type: 'failed', error: { code: 'engine.failed' } });
    // The engine is not harmed.
    expect(await load(harness, pack.folder)).toMatchObject({ type: 'loaded', packId: 'tiny' });
  });

  it('names the weights by a hash that a changed file changes', async () => {
    const harness = createHarness();
    const other = await make({ files: (files) => void (files['notes.txt'] = 'more') });
    const renamed = await make({ manifest: (m) => void (m['name'] = 'Another name') });
    const hashes = [];
    for (const { folder } of [pack, renamed, other]) {
      const answer = await load(harness, folder);
      hashes.push(answer.type === 'loaded' ? answer.packHash : '');
    }
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });
});
