import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ProbedProvider, ProviderName } from '../protocol.ts';
import { matmulGraph, matmulWeights } from './matmul-graph.ts';
import { failureReason } from './failure-reason.ts';
import { sessionOptions } from './session-options.ts';

/** A product that a software driver, hundreds of times slower than a processor, still finishes at once. */
const small = { size: 256, rows: 64 } as const;
/** A product that keeps a GPU busy for longer than a launch costs. */
const large = { size: 1024, rows: 1024 } as const;
/** Milliseconds for the small product beyond which the large one is not worth waiting for: a tenth of it is usual. */
const slow = 10;
const tolerance = 1e-3;

interface Product {
  readonly size: number;
  readonly rows: number;
}

function pattern({ size, rows }: Product): Float32Array {
  return Float32Array.from({ length: rows * size }, (_, index) => ((index * 13) % 32) / 32 - 0.5);
}

/** Largest difference between the provider's first row and the product computed here. */
function firstRowError({ size }: Product, y: Float32Array): number {
  const x = pattern({ size, rows: 1 });
  const weights = matmulWeights(size);
  let worst = 0;
  for (let column = 0; column < size; column += 1) {
    let sum = 0;
    for (let i = 0; i < size; i += 1) sum += (x[i] ?? 0) * (weights[i * size + column] ?? 0);
    const error = Math.abs(sum - (y[column] ?? Number.NaN));
    // A NaN compares false with everything, so it is caught by the negation.
    if (!(error <= worst)) worst = error;
  }
  return worst;
}

/** Runs a product twice: the first time compiles shaders and allocates, the second tells the rate. */
async function timeProduct(
  provider: ProviderName,
  threads: number,
  product: Product,
): Promise<{ milliseconds: number; error: number }> {
  const { size, rows } = product;
  const options = sessionOptions({ provider, threads, keepMemory: false });
  const session = await InferenceSession.create(matmulGraph(size), options);
  try {
    const feeds = { x: new Tensor('float32', pattern(product), [rows, size]) };
    await session.run(feeds);
    const start = performance.now();
    const results = await session.run(feeds);
    const milliseconds = performance.now() - start;
    const y = results['y']?.data;
    return { milliseconds, error: y instanceof Float32Array ? firstRowError(product, y) : Number.NaN };
  } finally {
    await session.release();
  }
}

/**
 * Really makes a session on the provider, runs a graph, checks the numbers and takes the time. A provider that kills the
 * process can't be caught here: the host probes in a process of its own.
 */
export async function probeProvider(name: ProviderName, threads: number): Promise<ProbedProvider> {
  const rate = ({ size, rows }: Product, milliseconds: number): number =>
    (2 * rows * size * size) / milliseconds / 1e6;
  try {
    const first = await timeProduct(name, threads, small);
    if (!(first.error <= tolerance)) {
      return { name, works: false, reason: 'It computes wrong results on this machine.' };
    }
    if (first.milliseconds > slow) return { name, works: true, gflops: rate(small, first.milliseconds) };
    const second = await timeProduct(name, threads, large);
    return { name, works: true, gflops: rate(large, second.milliseconds) };
  } catch (error) {
    return {
      name,
      works: false,
      reason: failureReason(error instanceof Error ? error.message : String(error)),
    };
  }
}
