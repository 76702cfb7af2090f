import type { ValueContract } from './signature.ts';

/** What the engine feeds to each graph of a pack of our own family and expects back (version 1 of the pack contract). */
interface GraphContract {
  readonly inputs: readonly ValueContract[];
  readonly output: ValueContract;
}

function float(name: string, dims: readonly (number | string)[]): ValueContract {
  return { name, type: 'float32', dims };
}

const pixels = ['N', 3, 'H', 'W'] as const;
const latents = ['N', 'C', 'h', 'w'] as const;

export const graphContracts = {
  text: {
    inputs: [
      { name: 'input_ids', type: 'int64', dims: ['B', 'L'] },
      { name: 'attention_mask', type: 'int64', dims: ['B', 'L'] },
    ],
    output: float('hidden', ['B', 'L', 'D']),
  },
  encoder: { inputs: [float('pixels', pixels)], output: float('latents', latents) },
  denoiser: {
    inputs: [
      float('tokens', ['B', 'S', 'C']),
      float('sigma', ['B', 'T']),
      float('rope_cos', ['S', 'pairs']),
      float('rope_sin', ['S', 'pairs']),
      float('time_features', ['B', 'T', 'K']),
      float('text', ['B', 'L', 'D']),
      // All ones: the engine feeds the words there are and no padding, so that a graph need not hide any.
      float('text_mask', ['B', 'L']),
    ],
    output: float('prediction', ['B', 'S', 'C']),
  },
  decoder: { inputs: [float('latents', latents)], output: float('pixels', pixels) },
  // Not 'pixels' again: in ONNX an output may not bear the name of an input.
  finisher: { inputs: [float('pixels', pixels)], output: float('finished', pixels) },
} satisfies Record<string, GraphContract>;

export type GraphName = keyof typeof graphContracts;
