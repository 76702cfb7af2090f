import { InferenceSession, type Tensor } from 'onnxruntime-node';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { sessionOptions, type SessionNeeds } from '../backends/session-options.ts';
import type { GraphValue } from './signature.ts';

export type Feeds = Readonly<Record<string, Tensor>>;

/** A session's description of its inputs or outputs. */
export function valuesOf(metadata: readonly InferenceSession.ValueMetadata[]): GraphValue[] {
  return metadata.map((value) =>
    value.isTensor
      ? { name: value.name, type: value.type, dims: value.shape }
      : { name: value.name, type: undefined, dims: [] },
  );
}

/** The pack's graph is not what its manifest promises. @param problem the end of a sentence. */
export function misfit(name: string, problem: string): AppError {
  return new AppError('pack.graph', `The pack’s ${name} graph does not fit: ${problem}.`, {
    hint: 'This pack was made for another program or by a faulty exporter.',
  });
}

/**
 * Loads a graph by its path, so that weights beside it are found.
 *
 * @param name what the graph is called in sentences.
 * @throws AppError `pack.graph` where the file is no graph, `engine.memory` where it does not fit into memory,
 *   `engine.backend` where the provider refuses it.
 */
export async function createSession(
  name: string,
  path: string,
  needs: SessionNeeds,
): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(path, sessionOptions(needs));
  } catch (cause) {
    throw creationError(name, needs, cause);
  }
}

/**
 * Runs a graph. Blocks the event loop while it computes.
 *
 * @param outputs tensors of ours that are written to, by output name, so that nothing is allocated anew; absent: new ones.
 * @throws AppError `engine.failed` or `engine.memory`.
 */
export async function runSession(
  session: InferenceSession,
  name: string,
  feeds: Feeds,
  outputs?: Feeds,
): Promise<InferenceSession.ReturnType> {
  try {
    return await (outputs === undefined ? session.run(feeds) : session.run(feeds, outputs));
  } catch (cause) {
    throw runError(name, cause);
  }
}

/** One float32 output of a run. @throws AppError `engine.failed` where there is none. */
export function floatsOf(results: InferenceSession.ReturnType, output: string, name: string): Float32Array {
  const data = results[output]?.data;
  if (data instanceof Float32Array) return data;
  throw new AppError('engine.failed', `The pack’s ${name} graph gave no ${output}.`);
}

function isMemoryError(cause: unknown): boolean {
  return cause instanceof Error && /failed to allocate|out of memory|bad_alloc/i.test(cause.message);
}

function memoryError(cause: unknown): AppError {
  return new AppError('engine.memory', 'There is not enough memory for this model.', {
    hint: 'Close other programs, or choose a smaller size or a shorter clip.',
    retryable: true,
    cause,
  });
}

function creationError(name: string, { provider }: SessionNeeds, cause: unknown): AppError {
  if (isMemoryError(cause)) return memoryError(cause);
  if (provider !== 'cpu') {
    return new AppError('engine.backend', `The ${provider} backend can’t run this model on this machine.`, {
      hint: 'Choose the CPU, or automatic.',
      cause,
    });
  }
  return new AppError('pack.graph', `The pack’s ${name} graph can’t be opened.`, {
    hint: 'This pack was made for another program or by a faulty exporter.',
    cause,
  });
}

function runError(name: string, cause: unknown): AppError {
  if (isMemoryError(cause)) return memoryError(cause);
  return new AppError('engine.failed', `The model failed while running its ${name}.`, {
    hint: 'Try again; if it happens again, choose another backend or another pack.',
    retryable: true,
    cause,
  });
}
