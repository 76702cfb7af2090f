import { InferenceSession, type Tensor } from 'onnxruntime-node';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { sessionOptions, type SessionNeeds } from '../backends/session-options.ts';
import { graphContracts, type GraphName } from './graph-contract.ts';
import { graphProblem, type FixedSizes } from './graph-problem.ts';

/** One graph of a pack in memory, its inputs and its output known to fit the contract. */
export interface Graph {
  /** Runs the graph and gives its one output, float32. Blocks the event loop while it computes. */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Float32Array>;
  /** Dimensions of the output as the graph states them: a size, or a name where it depends on the input. */
  readonly outputDims: readonly (number | string)[];
  release(): Promise<void>;
}

/**
 * Opens a graph and checks its signature.
 *
 * @throws AppError `pack.graph` where the file is no graph or does not fit, `engine.memory` where it does not fit into
 *   memory, `engine.backend` where the provider refuses it.
 */
export async function openGraph(
  name: GraphName,
  path: string,
  fixed: FixedSizes,
  needs: SessionNeeds,
): Promise<Graph> {
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(path, sessionOptions(needs));
  } catch (cause) {
    throw creationError(name, needs, cause);
  }
  const problem = graphProblem(name, session.inputMetadata, session.outputMetadata, fixed);
  if (problem !== undefined) {
    await session.release();
    throw new AppError('pack.graph', `The pack’s ${name} graph does not fit: ${problem}.`, {
      hint: 'This pack was made for another program or by a faulty exporter.',
    });
  }
  const { output } = graphContracts[name];
  const described = session.outputMetadata.find((value) => value.name === output.name);
  return {
    outputDims: described?.isTensor === true ? described.shape : [],
    async run(feeds) {
      const results = await session.run(feeds).catch((cause: unknown) => {
        throw runError(name, cause);
      });
      const data = results[output.name]?.data;
      if (!(data instanceof Float32Array)) {
        throw new AppError('engine.failed', `The pack’s ${name} graph gave no ${output.name}.`);
      }
      return data;
    },
    release: () => session.release(),
  };
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

function creationError(name: GraphName, { provider }: SessionNeeds, cause: unknown): AppError {
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

function runError(name: GraphName, cause: unknown): AppError {
  if (isMemoryError(cause)) return memoryError(cause);
  return new AppError('engine.failed', `The model failed while running its ${name}.`, {
    hint: 'Try again; if it happens again, choose another backend or another pack.',
    retryable: true,
    cause,
  });
}
