import { InferenceSession, Tensor } from 'onnxruntime-node';
import { encodeOnnx } from '../onnx/encode.ts';
import type { ProviderName } from '../protocol.ts';
import { sessionOptions } from './session-options.ts';

/** Heads, and the widths of a head that open-weight models have (LTX-Video, Wan): kernels differ by width. */
const heads = 2;
const widths = [64, 128] as const;
/** More queries than the number from which on WebGPU takes its flash kernel (32), in no multiple of a tile. */
const tokens = 100;
const tolerance = 1e-3;

/** out = attention of queries, keys and values [1, S, heads * width], in onnxruntime's one operator for it. */
function attentionGraph(width: number): Uint8Array {
  const dims = [1, 'S', heads * width];
  return encodeOnnx({
    nodes: [
      {
        op: 'MultiHeadAttention',
        domain: 'com.microsoft',
        inputs: ['q', 'k', 'v'],
        outputs: ['out'],
        attributes: { num_heads: heads },
      },
    ],
    initializers: [],
    inputs: ['q', 'k', 'v'].map((name) => ({ name, type: 'float32' as const, dims })),
    outputs: [{ name: 'out', type: 'float32', dims }],
  });
}

/** Values in [-1, 1) without a pattern that a wrong kernel could keep. */
function scattered(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

async function attend(provider: ProviderName, width: number): Promise<Float32Array> {
  const options = sessionOptions({ provider, threads: 1, keepMemory: false });
  const session = await InferenceSession.create(attentionGraph(width), options);
  try {
    const dims = [1, tokens, heads * width];
    const input = (seed: number): Tensor =>
      new Tensor('float32', scattered(tokens * heads * width, seed), dims);
    const out = (await session.run({ q: input(1), k: input(2), v: input(3) }))['out']?.data;
    return out instanceof Float32Array ? out : new Float32Array(0);
  } finally {
    await session.release();
  }
}

async function attentionIsRight(provider: ProviderName): Promise<boolean> {
  for (const width of widths) {
    const expected = await attend('cpu', width);
    // A provider that can't run it at all says so when the model itself is loaded.
    const made = await attend(provider, width).catch(() => expected);
    if (made.length !== expected.length) return false;
    if (!expected.every((value, at) => Math.abs(value - (made[at] ?? Number.NaN)) <= tolerance)) return false;
  }
  return true;
}

const known = new Map<ProviderName, Promise<boolean>>();

/**
 * Which of a graph's fused attention nodes the CPU has to compute on this machine: all, where WebGPU gives wrong numbers
 * for them, none otherwise. onnxruntime 1.30 does so with 32 queries or more on some drivers (the one in software is
 * among them) and says nothing; a shot would be noise. Tried out once per process, with the model's own operator.
 *
 * @param names of the nodes.
 */
export async function attentionOnCpu(
  provider: ProviderName,
  names: readonly string[],
): Promise<readonly string[]> {
  if (provider !== 'webgpu' || names.length === 0) return [];
  const right = known.get(provider) ?? attentionIsRight(provider);
  known.set(provider, right);
  return (await right) ? [] : names;
}
