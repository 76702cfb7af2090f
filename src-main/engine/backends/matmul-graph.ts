import { encodeOnnx } from '../onnx/encode.ts';

/**
 * y = x W with a fixed square W: [rows, size] -> [rows, size]. The smallest graph that exercises what a transformer
 * spends its time on; W is a constant so that providers prepack it as they do weights.
 */
export function matmulGraph(size: number): Uint8Array {
  return encodeOnnx({
    nodes: [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
    initializers: [{ name: 'w', dims: [size, size], data: matmulWeights(size) }],
    inputs: [{ name: 'x', type: 'float32', dims: ['rows', size] }],
    outputs: [{ name: 'y', type: 'float32', dims: ['rows', size] }],
  });
}

/** W of `matmulGraph`: a fixed pattern in [-0.5, 0.5) without symmetry, exact in float32. */
export function matmulWeights(size: number): Float32Array {
  return Float32Array.from({ length: size * size }, (_, index) => ((index * 37) % 64) / 64 - 0.5);
}
