import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { AnimaticManifest } from '../../../src-shared/pack/schema.ts';
import { tiny, tinyModels } from './tiny-graphs.ts';

/** Words the tiny tokenizer knows; `plane` is made of two pieces. */
const vocabulary = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  'a',
  'red',
  'blue',
  'ball',
  'rolls',
  'pl',
  '##ane',
  '##s',
];

function tokenizerJson(): string {
  const special = vocabulary.slice(0, 4).map((content, id) => ({
    id,
    content,
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  }));
  const token = (name: string) => ({ SpecialToken: { id: name, type_id: 0 } });
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special,
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [token('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, token('[SEP]')],
      pair: [],
      special_tokens: {
        '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
        '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
      },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
    },
  });
}

export type TinyFiles = Record<string, Uint8Array | string>;

export function tinyFiles(): TinyFiles {
  const { text, encoder, denoiser, decoder } = tinyModels();
  return {
    'text.onnx': text,
    'encoder.onnx': encoder,
    'denoiser.onnx': denoiser,
    'decoder.onnx': decoder,
    'tokenizer.json': tokenizerJson(),
  };
}

/** The manifest that describes `files` truthfully. */
export function tinyManifest(files: TinyFiles): AnimaticManifest {
  return {
    format: 'kinoloom-pack',
    formatVersion: 1,
    id: 'tiny',
    version: '1.0.0',
    name: 'Tiny',
    family: 'animatic',
    licence: 'Apache-2.0',
    description: 'A few hundred weights, for tests.',
    files: Object.fromEntries(
      Object.entries(files).map(([name, content]) => {
        const bytes = Buffer.from(content);
        return [name, { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }];
      }),
    ),
    graphs: {
      text: { file: 'text.onnx' },
      encoder: { file: 'encoder.onnx' },
      denoiser: { file: 'denoiser.onnx' },
      decoder: { file: 'decoder.onnx' },
      ...(files['finisher.onnx'] === undefined ? {} : { finisher: { file: 'finisher.onnx' } }),
    },
    tokenizer: { file: 'tokenizer.json', maxLength: 6 },
    latent: { channels: tiny.channels, spatialFactor: tiny.factor, temporal: 'per-frame' },
    frames: { rule: 'any', window: 6, rate: { num: 8, den: 1 }, strides: [1, 2] },
    buckets: [
      { aspect: '16:9', width: 32, height: 24, visible: { width: 32, height: 18 } },
      { aspect: '1:1', width: 16, height: 16, visible: { width: 16, height: 16 } },
    ],
    conditioning: 'token_t',
    prediction: 'x0',
    position: {
      kind: 'rope-3d',
      headDim: tiny.pairs * 2,
      axes: [
        { name: 'time', pairs: 2, frequencies: [0.5, 4] },
        { name: 'row', pairs: 1, frequencies: [0.3] },
        { name: 'column', pairs: 1, frequencies: [0.3] },
      ],
      timeUnit: 'seconds',
      timeFeatures: tiny.timeFeatures,
    },
    operations: {
      generate: { native: true },
      animate: { native: true },
      'extend-forward': { native: true },
      'extend-backward': { native: true },
      bridge: { native: true },
      fill: { native: true },
      loop: { native: true },
      keyframes: { native: true },
      restyle: { native: true },
      smooth: { native: false, reason: 'The tiny model makes no slow motion.' },
    },
    context: { frames: 2, guidance: 1 },
    sampler: {
      name: 'dpmpp-2m',
      steps: 4,
      guidance: 2,
      guidanceInterval: [0.2, 0.9],
      cfgZeroStar: true,
      shift: 1,
      draftSteps: 2,
    },
    preview: {
      matrix: Array.from(
        { length: tiny.channels },
        (_, i) => [0.3 * i, 0.2, -0.1 * i] satisfies [number, number, number],
      ),
      bias: [0, 0.1, 0],
    },
    cost: { weightsBytes: 1000, flopsPerWindow: 1e5, peakBytes: 1e6 },
    prompt: {},
    otherWords: {},
  };
}

/** A manifest that a test may make wrong: the parts are named, their content is not checked. */
export const looseManifestSchema = z.looseObject({
  files: z.record(z.string(), z.unknown()),
  buckets: z.array(z.unknown()),
  latent: z.record(z.string(), z.unknown()),
  position: z.record(z.string(), z.unknown()),
  sampler: z.record(z.string(), z.unknown()),
});
export type LooseManifest = z.infer<typeof looseManifestSchema>;

export interface PackChange {
  /** Edits the files before they are described. */
  readonly files?: (files: TinyFiles) => void;
  /** Edits the manifest after that. */
  readonly manifest?: (manifest: LooseManifest) => void;
}

export interface TinyPack {
  readonly folder: string;
  remove(): Promise<void>;
}

/** Writes a pack of a few kilobytes that runs for real, or is wrong in the one way that `change` makes it. */
export async function writeTinyPack(change: PackChange = {}): Promise<TinyPack> {
  const folder = await mkdtemp(join(tmpdir(), 'kinoloom-tiny-pack-'));
  const files = tinyFiles();
  change.files?.(files);
  const manifest = looseManifestSchema.parse(tinyManifest(files));
  change.manifest?.(manifest);
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  await writeFile(join(folder, 'pack.json'), JSON.stringify(manifest, undefined, 2));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
