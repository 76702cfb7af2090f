import type { GraphValue } from '../packs/signature.ts';

/** A stretch of a file beside the graph that holds weights. */
export interface ExternalData {
  /** As the graph names it: to be checked before it is followed. */
  readonly location: string;
  readonly offset: number;
  /** Undefined: to the end of the file. */
  readonly length: number | undefined;
}

/** What an ONNX file says about itself, read without loading a single weight. */
export interface GraphDescription {
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  /** Operator sets by domain; '' is ONNX itself. */
  readonly opsets: ReadonlyMap<string, number>;
  /** Every operator used, as `domain:name`. */
  readonly operators: ReadonlySet<string>;
  /** Names of the nodes that are onnxruntime's fused attention. */
  readonly attention: readonly string[];
  /** It holds weights in half precision, so it computes in it or at least reads it. */
  readonly half: boolean;
  readonly external: readonly ExternalData[];
}

type Visit = (field: number, value: number, content: Uint8Array | undefined) => void;

const elementTypes: Readonly<Record<number, string>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  16: 'bfloat16',
};

/**
 * Walks the fields of one protobuf message. Numbers come as `value`, everything with a length as `content`.
 *
 * @throws RangeError where the bytes are no protobuf message.
 */
function walk(message: Uint8Array, visit: Visit): void {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    let scale = 1;
    for (let octets = 0; octets < 10; octets += 1) {
      const octet = message[at];
      if (octet === undefined) throw new RangeError('The message ends inside a number.');
      at += 1;
      value += (octet & 127) * scale;
      if (octet < 128) return value;
      scale *= 128;
    }
    throw new RangeError('A number is too long.');
  };
  const take = (length: number): Uint8Array => {
    if (at + length > message.length) throw new RangeError('The message ends inside a field.');
    const content = message.subarray(at, at + length);
    at += length;
    return content;
  };
  while (at < message.length) {
    const key = varint();
    const field = Math.floor(key / 8);
    switch (key % 8) {
      case 0:
        visit(field, varint(), undefined);
        break;
      case 1:
        take(8);
        break;
      case 2:
        visit(field, 0, take(varint()));
        break;
      case 5:
        take(4);
        break;
      default:
        throw new RangeError('The message has a field of an unknown kind.');
    }
  }
}

const decoder = new TextDecoder();

function readDims(shape: Uint8Array): (number | string)[] {
  const dims: (number | string)[] = [];
  walk(shape, (field, _, dimension) => {
    if (field !== 1 || dimension === undefined) return;
    let size: number | string = '';
    walk(dimension, (part, value, name) => {
      if (part === 1) size = value;
      if (part === 2 && name !== undefined) size = decoder.decode(name);
    });
    dims.push(size);
  });
  return dims;
}

function readValue(info: Uint8Array): GraphValue {
  let name = '';
  let type: string | undefined;
  let dims: readonly (number | string)[] = [];
  walk(info, (field, _, content) => {
    if (content === undefined) return;
    if (field === 1) name = decoder.decode(content);
    if (field !== 2) return;
    walk(content, (kind, __, tensor) => {
      if (kind !== 1 || tensor === undefined) return;
      walk(tensor, (part, value, shape) => {
        if (part === 1) type = elementTypes[value] ?? `type ${value}`;
        if (part === 2 && shape !== undefined) dims = readDims(shape);
      });
    });
  });
  return { name, type, dims };
}

function readExternal(tensor: Uint8Array): ExternalData | undefined {
  const entries = new Map<string, string>();
  let isExternal = false;
  walk(tensor, (field, value, content) => {
    if (field === 14) isExternal = value === 1;
    if (field !== 13 || content === undefined) return;
    let key = '';
    let setting = '';
    walk(content, (part, _, text) => {
      if (part === 1 && text !== undefined) key = decoder.decode(text);
      if (part === 2 && text !== undefined) setting = decoder.decode(text);
    });
    entries.set(key, setting);
  });
  if (!isExternal) return undefined;
  const length = entries.get('length');
  return {
    location: entries.get('location') ?? '',
    offset: Number(entries.get('offset') ?? 0),
    length: length === undefined ? undefined : Number(length),
  };
}

/**
 * Reads the description out of an ONNX model (onnx.proto of onnx/onnx; the field numbers are those of `encode.ts`).
 *
 * @throws RangeError where the bytes are no ONNX model.
 */
export function inspectOnnx(model: Uint8Array): GraphDescription {
  const opsets = new Map<string, number>();
  const operators = new Set<string>();
  const attention: string[] = [];
  const external: ExternalData[] = [];
  const values = { inputs: new Map<string, GraphValue>(), outputs: new Map<string, GraphValue>() };
  const initialised = new Set<string>();

  let half = false;
  const readTensor = (tensor: Uint8Array): void => {
    walk(tensor, (field, value, content) => {
      if (field === 2 && elementTypes[value] === 'float16') half = true;
      if (field === 8 && content !== undefined) initialised.add(decoder.decode(content));
    });
    const found = readExternal(tensor);
    if (found !== undefined) external.push(found);
  };
  const readNode = (node: Uint8Array): void => {
    let name = '';
    let op = '';
    let domain = '';
    walk(node, (field, _, content) => {
      if (content === undefined) return;
      if (field === 3) name = decoder.decode(content);
      if (field === 4) op = decoder.decode(content);
      if (field === 7) domain = decoder.decode(content);
      // Branches and loop bodies are graphs inside an attribute; constants may be tensors there.
      if (field === 5) {
        walk(content, (part, __, inner) => {
          if (inner === undefined) return;
          if (part === 5 || part === 10) readTensor(inner);
          if (part === 6 || part === 11) readGraph(inner, false);
        });
      }
    });
    operators.add(`${domain}:${op}`);
    if (domain === 'com.microsoft' && op === 'MultiHeadAttention') attention.push(name);
  };
  const readGraph = (graph: Uint8Array, isOuter: boolean): void => {
    walk(graph, (field, _, content) => {
      if (content === undefined) return;
      if (field === 1) readNode(content);
      if (field === 5) readTensor(content);
      if (!isOuter || (field !== 11 && field !== 12)) return;
      const value = readValue(content);
      values[field === 11 ? 'inputs' : 'outputs'].set(value.name, value);
    });
  };
  let graphs = 0;
  walk(model, (field, _, content) => {
    if (content === undefined) return;
    if (field === 7) {
      graphs += 1;
      readGraph(content, true);
    }
    // Functions of the model's own (field 25) are not followed: whoever calls one names an operator nobody else knows.
    if (field === 8) {
      let domain = '';
      let version = 0;
      walk(content, (part, value, text) => {
        if (part === 1 && text !== undefined) domain = decoder.decode(text);
        if (part === 2) version = value;
      });
      opsets.set(domain === 'ai.onnx' ? '' : domain, version);
    }
  });
  if (graphs !== 1) throw new RangeError('The file holds no graph.');
  return {
    // Old files list their weights among the inputs.
    inputs: [...values.inputs.values()].filter(({ name }) => !initialised.has(name)),
    outputs: [...values.outputs.values()],
    opsets,
    operators,
    attention,
    half,
    external,
  };
}
