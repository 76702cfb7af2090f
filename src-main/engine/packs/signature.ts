/** One input or output of a graph, as a session or a file describes it. */
export interface GraphValue {
  readonly name: string;
  /** Element type in onnxruntime's words; undefined for what is no tensor. */
  readonly type: string | undefined;
  /** A size, or a name (possibly empty) where it depends on the input. */
  readonly dims: readonly (number | string)[];
}

/**
 * What the engine feeds to a graph or expects back. A number is a size the graph must have; a name in `fixed` must have
 * that size where the graph states one; any other name is free.
 */
export interface ValueContract {
  readonly name: string;
  readonly type: 'float32' | 'int64';
  readonly dims: readonly (number | string)[];
}

export interface SignatureContract {
  readonly inputs: readonly ValueContract[];
  readonly outputs: readonly ValueContract[];
}

/** Sizes that the pack's manifest fixes, by the name of the dimension. */
export type FixedSizes = Readonly<Record<string, number>>;

function valueProblem(
  expected: ValueContract,
  found: readonly GraphValue[],
  fixed: FixedSizes,
): string | undefined {
  const value = found.find(({ name }) => name === expected.name);
  if (value === undefined) return `it has no "${expected.name}"`;
  if (value.type !== expected.type) return `"${expected.name}" is not ${expected.type}`;
  if (value.dims.length !== expected.dims.length) {
    return `"${expected.name}" has ${value.dims.length} dimensions instead of ${expected.dims.length}`;
  }
  for (const [index, dim] of expected.dims.entries()) {
    const wanted = typeof dim === 'number' ? dim : fixed[dim];
    const size = value.dims[index];
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
export function signatureProblem(
  contract: SignatureContract,
  inputs: readonly GraphValue[],
  outputs: readonly GraphValue[],
  fixed: FixedSizes,
): string | undefined {
  for (const expected of contract.inputs) {
    const problem = valueProblem(expected, inputs, fixed);
    if (problem !== undefined) return problem;
  }
  const names = new Set(contract.inputs.map((input) => input.name));
  const extra = inputs.find((input) => !names.has(input.name));
  if (extra !== undefined) return `it wants an unknown input "${extra.name}"`;
  for (const expected of contract.outputs) {
    const problem = valueProblem(expected, outputs, fixed);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
