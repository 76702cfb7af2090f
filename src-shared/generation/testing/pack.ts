import { operationNames, packManifestSchema, type AnimaticManifest } from '../../pack/schema.ts';

/** A manifest with the embedded pack's numbers and no weights, for tests of everything that only reads it. */
export function testPack(changes: Partial<AnimaticManifest> = {}): AnimaticManifest {
  const bucket = (aspect: string, width: number, height: number, visible = { width, height }) => ({
    aspect,
    width,
    height,
    visible,
  });
  const axis = (name: string, pairs: number) => ({
    name,
    pairs,
    frequencies: Array.from({ length: pairs }, () => 1),
  });
  const manifest = packManifestSchema.parse({
    format: 'kinoloom-pack',
    formatVersion: 1,
    id: 'animatic',
    version: '1.0.0',
    name: 'Kinoloom Animatic',
    family: 'animatic',
    licence: 'Apache-2.0',
    description: '',
    files: {},
    graphs: {
      text: { file: 'text.onnx' },
      encoder: { file: 'encoder.onnx' },
      denoiser: { file: 'denoiser.onnx' },
      decoder: { file: 'decoder.onnx' },
    },
    tokenizer: { file: 'tokenizer.json', maxLength: 48 },
    latent: { channels: 4, spatialFactor: 32, temporal: 'per-frame' },
    frames: { rule: 'any', window: 16, rate: { num: 8, den: 1 }, strides: [1, 2, 4, 8] },
    buckets: [
      bucket('16:9', 224, 128, { width: 224, height: 126 }),
      bucket('9:16', 128, 224, { width: 126, height: 224 }),
      bucket('1:1', 160, 160),
      bucket('4:3', 160, 128, { width: 160, height: 120 }),
      bucket('21:9', 224, 96),
    ],
    conditioning: 'token_t',
    prediction: 'x0',
    position: {
      kind: 'rope-3d',
      headDim: 64,
      axes: [axis('time', 12), axis('row', 10), axis('column', 10)],
      timeUnit: 'seconds',
      timeFeatures: 8,
    },
    operations: Object.fromEntries(operationNames.map((name) => [name, { native: true }])),
    context: { frames: 6 },
    sampler: {
      name: 'dpmpp-2m',
      steps: 12,
      guidance: 2.5,
      guidanceInterval: [0.25, 0.85],
      cfgZeroStar: true,
      shift: 1,
      draftSteps: 4,
    },
    preview: { matrix: [], bias: [0, 0, 0] },
    cost: { weightsBytes: 0, flopsPerWindow: 0, peakBytes: 0 },
    prompt: {},
  });
  if (manifest.family !== 'animatic') throw new Error('Not the family that was written above.');
  return { ...manifest, ...changes };
}
