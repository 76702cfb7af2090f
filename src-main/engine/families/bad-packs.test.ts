import { createHash } from 'node:crypto';
import { copyFile, readFile, rm, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { encodeOnnx } from '../onnx/encode.ts';
import { assemblePack, fixturesFolder, type FixturePack } from '../parity/fixture.ts';
import { createHarness, finish, load, run } from '../testing/engine-harness.ts';

const checkout = resolve(import.meta.dirname, '../../..');

let pack: FixturePack | undefined;
afterEach(() => pack?.remove());

const manifestSchema = z.looseObject({
  files: z.record(z.string(), z.object({ sha256: z.string(), bytes: z.number() })),
  transformer: z.record(z.string(), z.unknown()),
});
type Manifest = z.infer<typeof manifestSchema>;

/** Whoever made the wrong pack described it truthfully, so that hashes alone don't give it away. */
async function describeTruthfully(folder: string, change: (manifest: Manifest) => void = () => undefined) {
  const path = join(folder, 'pack.json');
  const manifest = manifestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  for (const name of Object.keys(manifest.files)) {
    const content = await readFile(join(folder, name)).catch(() => undefined);
    if (content === undefined) continue;
    const sha256 = createHash('sha256').update(content).digest('hex');
    manifest.files[name] = { sha256, bytes: content.length };
  }
  change(manifest);
  await writeFile(path, JSON.stringify(manifest));
}

function without(graphs: unknown, role: string): object {
  return Object.fromEntries(Object.entries(Object(graphs)).filter(([name]) => name !== role));
}

/** Replaces every occurrence in a graph by something of the same length. */
async function replaceBytes(folder: string, file: string, from: string, to: string): Promise<void> {
  expect(to).toHaveLength(from.length);
  const text = (await readFile(join(folder, file))).toString('latin1');
  expect(text).toContain(from);
  await writeFile(join(folder, file), text.replaceAll(from, to), 'latin1');
}

type Damage = (folder: string) => Promise<void>;

/** What is wrong, how it came to be, the code and the sentence. */
type Wrong = readonly [string, Damage, string, RegExp];

/** What differs between the families, as far as packs can be wrong in the same way. */
interface Family {
  /** The file and the name of a graph of the codec. */
  readonly decoder: readonly [string, string];
  /** Width of the timestep's embedding. */
  readonly timeWidth: number;
  /** Tokenizer of the other family. */
  readonly foreign: string;
}

const wrongInBoth = ({ decoder: [decoderFile, decoder], timeWidth, foreign }: Family): readonly Wrong[] => [
  [
    'a graph with other input names',
    (folder) => replaceBytes(folder, 'transformer.onnx', 'rope_cos', 'rope_cox'),
    'pack.graph',
    /transformer graph does not fit: it has no "rope_cos"/,
  ],
  [
    'a graph of another element type',
    async (folder) => {
      const graph = encodeOnnx({
        nodes: [{ op: 'Identity', inputs: ['input_ids'], outputs: ['hidden'] }],
        initializers: [],
        inputs: [
          { name: 'input_ids', type: 'float32', dims: [1, 'L'] },
          { name: 'distances', type: 'int64', dims: ['L', 'L'] },
        ],
        outputs: [{ name: 'hidden', type: 'float32', dims: [1, 'L', 16] }],
      });
      await writeFile(join(folder, 'text.onnx'), graph);
    },
    'pack.graph',
    /text graph does not fit: "input_ids" is not int64/,
  ],
  [
    'sizes that are not those of the manifest',
    (folder) => describeTruthfully(folder, (m) => void Object.assign(m.transformer, { timeWidth: 64 })),
    'pack.graph',
    new RegExp(`dimension 1 of "time" is ${timeWidth} instead of 64`),
  ],
  [
    'a missing file of weights',
    (folder) => unlink(join(folder, 'transformer-00.bin')),
    'pack.missing',
    /incomplete: transformer-00\.bin is missing/,
  ],
  [
    'weights that are not part of the pack',
    async (folder) => {
      await unlink(join(folder, 'transformer-00.bin'));
      await describeTruthfully(folder, (m) => void delete m.files['transformer-00.bin']);
    },
    'pack.graph',
    /its weights transformer-00\.bin are not part of the pack/,
  ],
  [
    'weights that were cut short',
    (folder) => truncate(join(folder, 'vae-00.bin'), 1000),
    'pack.graph',
    /its weights vae-00\.bin end too early/,
  ],
  [
    'weights outside its folder',
    (folder) => replaceBytes(folder, 'transformer.onnx', 'transformer-00.bin', '../../../../secret'),
    'pack.graph',
    /names weights outside the pack/,
  ],
  [
    'weights that are a link',
    async (folder) => {
      const real = `${folder}-outside`;
      await copyFile(join(folder, 'vae-00.bin'), real);
      await rm(join(folder, 'vae-00.bin'));
      await symlink(real, join(folder, 'vae-00.bin'));
    },
    'pack.format',
    /vae-00\.bin is a link/,
  ],
  [
    'an operator of its own',
    (folder) => replaceBytes(folder, 'transformer.onnx', 'com.microsoft', 'com.elsewhere'),
    'pack.graph',
    /uses the operator RotaryEmbedding of com\.elsewhere/,
  ],
  [
    'a first-block cache and only some parts of the transformer',
    (folder) =>
      describeTruthfully(folder, (m) => void Object.assign(m, { graphs: without(m['graphs'], 'body') })),
    'pack.format',
    /first-block cache and the parts of the transformer need each other/,
  ],
  [
    'parts that do not fit each other',
    (folder) => copyFile(join(folder, 'end.onnx'), join(folder, 'body.onnx')),
    'pack.graph',
    /body graph does not fit/,
  ],
  [
    'a file that is no graph',
    (folder) => writeFile(join(folder, decoderFile), 'not a graph'),
    'pack.graph',
    new RegExp(`${decoder} graph can’t be opened`),
  ],
  [
    'the tokenizer of another model',
    (folder) =>
      copyFile(join(fixturesFolder(checkout, 'tokenizers'), foreign), join(folder, 'tokenizer.json')),
    'pack.format',
    /tokenizer of this pack is that of another model/,
  ],
];

const wanOnly: readonly Wrong[] = [
  [
    'a conditioning its transformer has no input for',
    (folder) => describeTruthfully(folder, (m) => void (m['conditioning'] = 'concat_mask')),
    'pack.format',
    /takes 4 channels instead of 12/,
  ],
];

/** Changes one layer of the decoder in the manifest. */
function relayer(folder: string, at: number, change: object): Promise<void> {
  return describeTruthfully(folder, (manifest) => {
    const { layers } = Object(manifest['stream']).decoder;
    Object.assign(layers.at(at), change);
  });
}

const ltxOnly: readonly Wrong[] = [
  [
    'layers that change time otherwise than its latents',
    (folder) => relayer(folder, -2, { kind: 'grow' }),
    'pack.format',
    /layers of the autoencoder change time otherwise than the latents/,
  ],
  [
    'a layer that its decoder has not',
    (folder) => relayer(folder, -1, { name: 'other' }),
    'pack.graph',
    /decoder graph does not fit: it has no "other"/,
  ],
  [
    'a layer of another width than its decoder has',
    (folder) => relayer(folder, -1, { channels: 7 }),
    'pack.graph',
    /decoder graph does not fit: dimension 1 of "layer\d+" is \d+ instead of 7/,
  ],
];

const families: readonly [string, string, readonly Wrong[]][] = [
  [
    'wan',
    't2v',
    [
      ...wrongInBoth({
        decoder: ['decoder-next.onnx', 'decoderNext'],
        timeWidth: 32,
        foreign: 't5.tokenizer.json',
      }),
      ...wanOnly,
    ],
  ],
  [
    'ltx',
    'plain',
    [
      ...wrongInBoth({
        decoder: ['decoder.onnx', 'decoder'],
        timeWidth: 256,
        foreign: 'umt5.tokenizer.json',
      }),
      ...ltxOnly,
    ],
  ],
];

describe.each(families)('loading a pack of the family %s', (family, kind, wrong) => {
  const fixtures = fixturesFolder(checkout, family);

  it.each(wrong)('with %s loads nothing and says why', async (name, damage, code, sentence) => {
    pack = await assemblePack(fixtures, kind);
    await damage(pack.folder);
    // A link is not to be followed by the test either.
    if (!name.includes('link')) await describeTruthfully(pack.folder);
    const harness = createHarness();
    expect(await load(harness, pack.folder)).toMatchObject({
      type: 'failed',
      error: { code, message: expect.stringMatching(sentence) },
    });
    expect(await finish(harness, run())).toMatchObject({ type: 'failed', error: { code: 'engine.failed' } });
    await rm(`${pack.folder}-outside`, { force: true });
  });

  it('refuses a prompt of a million words and goes on', { timeout: 60_000 }, async () => {
    pack = await assemblePack(fixtures, kind);
    const harness = createHarness();
    await load(harness, pack.folder);
    const shot = { aspect: '1:1', steps: 1, guidance: 1, sampler: 'unipc' } as const;
    expect(await finish(harness, run({ ...shot, prompt: 'word '.repeat(1_000_000) }))).toMatchObject({
      type: 'failed',
      error: { code: 'input.prompt' },
    });
    expect(await finish(harness, run(shot))).toMatchObject({ type: 'done' });
  });
});
