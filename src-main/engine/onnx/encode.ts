/**
 * Writes ONNX models (protobuf) without a library: enough for the small graphs that probe a provider, measure the
 * machine, and stand in for a model in tests. Field numbers are those of onnx.proto (onnx/onnx, IR version 9).
 */
export type ElementType = 'float32' | 'int64';
const elementCodes: Readonly<Record<ElementType, number>> = { float32: 1, int64: 7 };

export type Attribute = number | readonly number[] | { readonly float: number };

export interface OnnxNode {
  readonly op: string;
  /** Absent: an operator of ONNX itself; `com.microsoft`: one that onnxruntime adds. */
  readonly domain?: 'com.microsoft';
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whole numbers and lists of them; `{ float }` for a float attribute. */
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

export interface OnnxValue {
  readonly name: string;
  readonly type: ElementType;
  /** A number is a fixed dimension, a name a dynamic one. */
  readonly dims: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

function varint(whole: number | bigint): Buffer {
  // Negative numbers are written as 64-bit two's complement, ten bytes long.
  let rest = BigInt.asUintN(64, BigInt(whole));
  const octets: number[] = [];
  while (rest > 127n) {
    octets.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  octets.push(Number(rest));
  return Buffer.from(octets);
}

function number(field: number, whole: number | bigint): Buffer {
  return Buffer.concat([varint(field * 8), varint(whole)]);
}

function bytes(field: number, content: Uint8Array): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
}

function text(field: number, content: string): Buffer {
  return bytes(field, Buffer.from(content, 'utf8'));
}

function float(field: number, real: number): Buffer {
  const content = Buffer.alloc(4);
  content.writeFloatLE(real);
  return Buffer.concat([varint(field * 8 + 5), content]);
}

function attribute(name: string, setting: Attribute): Buffer {
  if (typeof setting === 'number') return Buffer.concat([text(1, name), number(3, setting), number(20, 2)]);
  if ('float' in setting) return Buffer.concat([text(1, name), float(2, setting.float), number(20, 1)]);
  return Buffer.concat([text(1, name), ...setting.map((entry) => number(8, entry)), number(20, 7)]);
}

function node(content: OnnxNode): Buffer {
  return Buffer.concat([
    ...content.inputs.map((name) => text(1, name)),
    ...content.outputs.map((name) => text(2, name)),
    text(4, content.op),
    ...Object.entries(content.attributes ?? {}).map(([name, setting]) => bytes(5, attribute(name, setting))),
    ...(content.domain === undefined ? [] : [text(7, content.domain)]),
  ]);
}

function tensor(content: OnnxTensor): Buffer {
  const { data } = content;
  const type = data instanceof Float32Array ? elementCodes.float32 : elementCodes.int64;
  return Buffer.concat([
    ...content.dims.map((size) => number(1, size)),
    number(2, type),
    text(8, content.name),
    bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ]);
}

function value(content: OnnxValue): Buffer {
  const shape = content.dims.map((size) =>
    bytes(1, typeof size === 'number' ? number(1, size) : text(2, size)),
  );
  const tensorType = Buffer.concat([number(1, elementCodes[content.type]), bytes(2, Buffer.concat(shape))]);
  return Buffer.concat([text(1, content.name), bytes(2, bytes(1, tensorType))]);
}

/** A serialised model (opset 17, IR version 9), ready for a file or a session. */
export function encodeOnnx(graph: OnnxGraph): Uint8Array {
  const content = Buffer.concat([
    ...graph.nodes.map((entry) => bytes(1, node(entry))),
    text(2, 'graph'),
    ...graph.initializers.map((entry) => bytes(5, tensor(entry))),
    ...graph.inputs.map((entry) => bytes(11, value(entry))),
    ...graph.outputs.map((entry) => bytes(12, value(entry))),
  ]);
  return Buffer.concat([
    number(1, 9),
    text(2, 'kinoloom'),
    bytes(7, content),
    bytes(8, Buffer.concat([text(1, ''), number(2, 17)])),
    bytes(8, Buffer.concat([text(1, 'com.microsoft'), number(2, 1)])),
  ]);
}
