import { encodeOnnx, type OnnxGraph, type OnnxTensor } from '../onnx/encode.ts';

/** Sizes of the pack in `tiny-pack.ts`. */
export const tiny = {
  channels: 4,
  factor: 8,
  pairs: 4,
  textWidth: 6,
  vocabulary: 12,
  timeFeatures: 8,
} as const;

/** A fixed pattern of small numbers without symmetry, different for every name. */
function weights(name: string, dims: readonly number[], scale: number): OnnxTensor {
  const seed = Buffer.from(name).reduce((sum, byte) => (sum * 31 + byte) % 9973, 7);
  const length = dims.reduce((product, size) => product * size, 1);
  const data = Float32Array.from({ length }, (_, i) => Math.sin(seed + i * 12.9898) * scale);
  return { name, dims, data };
}

function whole(name: string, values: readonly number[]): OnnxTensor {
  return { name, dims: [values.length], data: BigInt64Array.from(values, BigInt) };
}

export function tinyText(): OnnxGraph {
  return {
    nodes: [
      { op: 'Gather', inputs: ['embedding', 'input_ids'], outputs: ['looked_up'] },
      { op: 'Cast', inputs: ['attention_mask'], outputs: ['mask'], attributes: { to: 1 } },
      { op: 'Unsqueeze', inputs: ['mask', 'last'], outputs: ['wide_mask'] },
      { op: 'Mul', inputs: ['looked_up', 'wide_mask'], outputs: ['hidden'] },
    ],
    initializers: [weights('embedding', [tiny.vocabulary, tiny.textWidth], 1), whole('last', [2])],
    inputs: [
      { name: 'input_ids', type: 'int64', dims: ['B', 'L'] },
      { name: 'attention_mask', type: 'int64', dims: ['B', 'L'] },
    ],
    outputs: [{ name: 'hidden', type: 'float32', dims: ['B', 'L', tiny.textWidth] }],
  };
}

export function tinyEncoder(): OnnxGraph {
  return {
    nodes: [
      {
        op: 'Conv',
        inputs: ['pixels', 'kernel'],
        outputs: ['latents'],
        attributes: { strides: [tiny.factor, tiny.factor] },
      },
    ],
    initializers: [weights('kernel', [tiny.channels, 3, tiny.factor, tiny.factor], 0.2)],
    inputs: [{ name: 'pixels', type: 'float32', dims: ['N', 3, 'H', 'W'] }],
    outputs: [{ name: 'latents', type: 'float32', dims: ['N', tiny.channels, 'h', 'w'] }],
  };
}

export function tinyDecoder(): OnnxGraph {
  return {
    nodes: [
      {
        op: 'ConvTranspose',
        inputs: ['latents', 'kernel'],
        outputs: ['pixels'],
        attributes: { strides: [tiny.factor, tiny.factor] },
      },
    ],
    initializers: [weights('kernel', [tiny.channels, 3, tiny.factor, tiny.factor], 0.2)],
    inputs: [{ name: 'latents', type: 'float32', dims: ['N', tiny.channels, 'h', 'w'] }],
    outputs: [{ name: 'pixels', type: 'float32', dims: ['N', 3, 'H', 'W'] }],
  };
}

/** Doubles the size by repeating pixels, so that its work can be checked exactly. */
export function tinyFinisher(): OnnxGraph {
  const scales: OnnxTensor = { name: 'scales', dims: [4], data: Float32Array.of(1, 1, 2, 2) };
  return {
    nodes: [{ op: 'Resize', inputs: ['pixels', '', 'scales'], outputs: ['finished'] }],
    initializers: [scales],
    inputs: [{ name: 'pixels', type: 'float32', dims: ['N', 3, 'H', 'W'] }],
    outputs: [{ name: 'finished', type: 'float32', dims: ['N', 3, 'kH', 'kW'] }],
  };
}

/**
 * A denoiser in which every input reaches every output value: prediction = tanh(tokens W + mean of tokens + words +
 * positions + noise level + time). What the engine feeds wrongly changes the frames.
 */
export function tinyDenoiser(): OnnxGraph {
  const mean = (input: string, axes: readonly number[], output: string) =>
    ({ op: 'ReduceMean', inputs: [input], outputs: [output], attributes: { axes, keepdims: 1 } }) as const;
  const sum = (a: string, b: string, output: string) =>
    ({ op: 'Add', inputs: [a, b], outputs: [output] }) as const;
  const product = (a: string, b: string, output: string) =>
    ({ op: 'MatMul', inputs: [a, b], outputs: [output] }) as const;
  return {
    nodes: [
      product('tokens', 'w', 'local'),
      mean('tokens', [1], 'overall'),
      product('rope_cos', 'w_cos', 'place_cos'),
      product('rope_sin', 'w_sin', 'place_sin'),
      mean('sigma', [1], 'level'),
      { op: 'Unsqueeze', inputs: ['level', 'last'], outputs: ['wide_level'] },
      mean('time_features', [1], 'time'),
      product('time', 'w_time', 'wide_time'),
      { op: 'Unsqueeze', inputs: ['text_mask', 'last'], outputs: ['wide_mask'] },
      { op: 'Mul', inputs: ['text', 'wide_mask'], outputs: ['masked'] },
      mean('masked', [1], 'words'),
      product('words', 'w_text', 'wide_words'),
      sum('local', 'overall', 's1'),
      sum('s1', 'place_cos', 's2'),
      sum('s2', 'place_sin', 's3'),
      sum('s3', 'wide_level', 's4'),
      sum('s4', 'wide_time', 's5'),
      sum('s5', 'wide_words', 's6'),
      { op: 'Tanh', inputs: ['s6'], outputs: ['prediction'] },
    ],
    initializers: [
      weights('w', [tiny.channels, tiny.channels], 0.3),
      weights('w_cos', [tiny.pairs, tiny.channels], 0.2),
      weights('w_sin', [tiny.pairs, tiny.channels], 0.2),
      weights('w_time', [tiny.timeFeatures, tiny.channels], 0.2),
      weights('w_text', [tiny.textWidth, tiny.channels], 1),
      whole('last', [2]),
    ],
    inputs: [
      { name: 'tokens', type: 'float32', dims: ['B', 'S', tiny.channels] },
      { name: 'sigma', type: 'float32', dims: ['B', 'T'] },
      { name: 'rope_cos', type: 'float32', dims: ['S', tiny.pairs] },
      { name: 'rope_sin', type: 'float32', dims: ['S', tiny.pairs] },
      { name: 'time_features', type: 'float32', dims: ['B', 'T', tiny.timeFeatures] },
      { name: 'text', type: 'float32', dims: ['B', 'L', tiny.textWidth] },
      { name: 'text_mask', type: 'float32', dims: ['B', 'L'] },
    ],
    outputs: [{ name: 'prediction', type: 'float32', dims: ['B', 'S', tiny.channels] }],
  };
}

export function tinyModels(): Record<'text' | 'encoder' | 'denoiser' | 'decoder', Uint8Array> {
  return {
    text: encodeOnnx(tinyText()),
    encoder: encodeOnnx(tinyEncoder()),
    denoiser: encodeOnnx(tinyDenoiser()),
    decoder: encodeOnnx(tinyDecoder()),
  };
}
