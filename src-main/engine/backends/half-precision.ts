import { InferenceSession, Tensor } from 'onnxruntime-node';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { encodeOnnx } from '../onnx/encode.ts';
import type { ProviderName } from '../protocol.ts';
import { sessionOptions } from './session-options.ts';

const size = 8;
const tolerance = 1e-2;
/** ONNX's numbers of element types. */
const codes = { float32: 1, float16: 10 } as const;

/** y = x x, multiplied in half precision. */
function halfGraph(): Uint8Array {
  const dims = [size, size];
  return encodeOnnx({
    nodes: [
      { op: 'Cast', inputs: ['x'], outputs: ['short'], attributes: { to: codes.float16 } },
      { op: 'MatMul', inputs: ['short', 'short'], outputs: ['product'] },
      { op: 'Cast', inputs: ['product'], outputs: ['y'], attributes: { to: codes.float32 } },
    ],
    initializers: [],
    inputs: [{ name: 'x', type: 'float32', dims }],
    outputs: [{ name: 'y', type: 'float32', dims }],
  });
}

/** Multiplies a diagonal by itself: 1/4 on the diagonal, nothing elsewhere. */
async function multipliesInHalf(provider: ProviderName): Promise<boolean> {
  try {
    const options = sessionOptions({ provider, threads: 1, keepMemory: false });
    const session = await InferenceSession.create(halfGraph(), options);
    try {
      const isDiagonal = (at: number): boolean => at % (size + 1) === 0;
      const x = Float32Array.from({ length: size * size }, (_, at) => (isDiagonal(at) ? 0.5 : 0));
      const y = (await session.run({ x: new Tensor('float32', x, [size, size]) }))['y']?.data;
      return (
        y instanceof Float32Array &&
        y.every((value, at) => Math.abs(value - (isDiagonal(at) ? 0.25 : 0)) <= tolerance)
      );
    } finally {
      await session.release();
    }
  } catch {
    return false;
  }
}

const known = new Map<ProviderName, Promise<boolean>>();

/**
 * Refuses a graph in half precision where the provider has none, before anything of it is loaded: some graphics drivers
 * lack it, and would say so in the middle of a shot. Tried out once per process.
 *
 * @throws AppError `engine.backend`.
 */
export async function requireHalf(provider: ProviderName, half: boolean): Promise<void> {
  if (!half || provider === 'cpu') return;
  const works = known.get(provider) ?? multipliesInHalf(provider);
  known.set(provider, works);
  if (await works) return;
  throw new AppError(
    'engine.backend',
    `The ${provider} backend has no half precision here, which this model needs.`,
    {
      hint: 'Choose the CPU, or a pack of the model in single precision.',
    },
  );
}
