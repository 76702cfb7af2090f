import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ProbedProvider, ProviderName } from '../protocol.ts';
import { matmulGraph, matmulWeights } from './matmul-graph.ts';
import { failureReason } from './failure-reason.ts';
import { sessionOptions } from './session-options.ts';

/** Big enough to keep a GPU busy for longer than a launch costs, small enough for a software driver to finish in a second. */
const size = 512;
const tolerance = 1e-3;

/** Largest difference between the provider's first row and the product computed here. */
function firstRowError(x: Float32Array, y: Float32Array): number {
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

/**
 * Really makes a session on the provider, runs a graph, checks the numbers and takes the time. A provider that kills the
 * process can't be caught here: the host probes in a process of its own.
 */
export async function probeProvider(name: ProviderName, threads: number): Promise<ProbedProvider> {
  let session: InferenceSession | undefined;
  try {
    session = await InferenceSession.create(
      matmulGraph(size),
      sessionOptions({ provider: name, threads, keepMemory: false }),
    );
    const x = Float32Array.from({ length: size * size }, (_, index) => ((index * 13) % 32) / 32 - 0.5);
    const feeds = { x: new Tensor('float32', x, [size, size]) };
    // The first run compiles shaders and allocates; the second tells the rate.
    const first = await session.run(feeds);
    const start = performance.now();
    await session.run(feeds);
    const gflops = (2 * size ** 3) / (performance.now() - start) / 1e6;
    const y = first['y']?.data;
    const error = y instanceof Float32Array ? firstRowError(x, y) : Number.NaN;
    if (!(error <= tolerance))
      return { name, works: false, reason: 'It computes wrong results on this machine.' };
    return { name, works: true, gflops };
  } catch (error) {
    return {
      name,
      works: false,
      reason: failureReason(error instanceof Error ? error.message : String(error)),
    };
  } finally {
    await session?.release();
  }
}
