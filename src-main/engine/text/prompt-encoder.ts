import { Tensor } from 'onnxruntime-node';
import type { Graph } from '../packs/graph.ts';
import type { TokenizedPrompt, Tokenize } from './tokenize.ts';

/** Hidden states of one prompt, as the denoiser takes them. */
export interface PromptStates {
  readonly length: number;
  readonly width: number;
  /** [length, width] */
  readonly hidden: Float32Array;
  readonly tokens: TokenizedPrompt;
}

export interface PromptEncoder {
  encode(prompt: string): Promise<PromptStates>;
}

/** Prompts of a session: the empty one is asked for at every run, and a retake repeats the last. */
const remembered = 8;

/** Turns prompts into hidden states; the most recent ones, the empty one above all, are kept. */
export function createPromptEncoder(graph: Graph, tokenize: Tokenize): PromptEncoder {
  const known = new Map<string, PromptStates>();
  return {
    async encode(prompt) {
      const cached = known.get(prompt);
      if (cached !== undefined) {
        // Re-inserted so that the map's order is the order of use.
        known.delete(prompt);
        known.set(prompt, cached);
        return cached;
      }
      const tokens = tokenize(prompt);
      const length = tokens.ids.length;
      const hidden = await graph.run({
        input_ids: new Tensor('int64', BigInt64Array.from(tokens.ids, BigInt), [1, length]),
        attention_mask: new Tensor('int64', new BigInt64Array(length).fill(1n), [1, length]),
      });
      const states = { length, width: hidden.length / length, hidden, tokens };
      known.set(prompt, states);
      const oldest = known.keys().next();
      if (known.size > remembered && oldest.done !== true) known.delete(oldest.value);
      return states;
    },
  };
}
