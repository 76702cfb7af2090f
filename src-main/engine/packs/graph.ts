import type { Tensor } from 'onnxruntime-node';
import type { SessionNeeds } from '../backends/session-options.ts';
import { graphContracts, type GraphName } from './graph-contract.ts';
import { createSession, floatsOf, misfit, runSession, valuesOf } from './session.ts';
import { signatureProblem, type FixedSizes } from './signature.ts';

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
  const session = await createSession(name, path, needs);
  const { inputs, output } = graphContracts[name];
  const outputs = valuesOf(session.outputMetadata);
  const problem = signatureProblem(
    { inputs, outputs: [output] },
    valuesOf(session.inputMetadata),
    outputs,
    fixed,
  );
  if (problem !== undefined) {
    await session.release();
    throw misfit(name, problem);
  }
  return {
    outputDims: outputs.find((value) => value.name === output.name)?.dims ?? [],
    async run(feeds) {
      const results = await runSession(session, name, feeds);
      return floatsOf(results, output.name, name);
    },
    release: () => session.release(),
  };
}
