import type { InferenceSession } from 'onnxruntime-node';
import { graphContracts, type GraphName, type ValueContract } from './graph-contract.ts';

type Metadata = readonly InferenceSession.ValueMetadata[];

/** Sizes that the pack's manifest fixes: C latent channels, `pairs` rotary pairs, K time features, D text width. */
export type FixedSizes = Readonly<Record<string, number>>;

function valueProblem(expected: ValueContract, found: Metadata, fixed: FixedSizes): string | undefined {
  const value = found.find(({ name }) => name === expected.name);
  if (value === undefined) return `it has no "${expected.name}"`;
  if (!value.isTensor || value.type !== expected.type) return `"${expected.name}" is not ${expected.type}`;
  if (value.shape.length !== expected.dims.length) {
    return `"${expected.name}" has ${value.shape.length} dimensions instead of ${expected.dims.length}`;
  }
  for (const [index, name] of expected.dims.entries()) {
    const wanted = name === '3' ? 3 : fixed[name];
    const size = value.shape[index];
    if (wanted !== undefined && typeof size === 'number' && size !== wanted) {
      return `dimension ${index} of "${expected.name}" is ${size} instead of ${wanted}`;
    }
  }
  return undefined;
}

/**
 * Compares a graph's signature with the contract before anything runs. Undefined where it fits, otherwise the end of a
 * sentence. An input too many is a misfit as well: nothing would be fed to it.
 */
export function graphProblem(
  name: GraphName,
  inputs: Metadata,
  outputs: Metadata,
  fixed: FixedSizes,
): string | undefined {
  const contract = graphContracts[name];
  for (const expected of contract.inputs) {
    const problem = valueProblem(expected, inputs, fixed);
    if (problem !== undefined) return problem;
  }
  const names = new Set(contract.inputs.map((input) => input.name));
  const extra = inputs.find((input) => !names.has(input.name));
  if (extra !== undefined) return `it wants an unknown input "${extra.name}"`;
  return valueProblem(contract.output, outputs, fixed);
}
