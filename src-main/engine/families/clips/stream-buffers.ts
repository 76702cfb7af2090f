import { Tensor } from 'onnxruntime-node';
import type { StreamState } from '../../../../src-shared/pack/wan.ts';
import type { Feeds } from '../../packs/session.ts';

/** What a call of a streaming graph is fed of the one before, and where it leaves what the next one needs. */
export interface StreamTurn {
  readonly feeds: Feeds;
  /** By output name. */
  readonly outputs: Feeds;
}

/**
 * The state of a streaming graph, in one set of buffers that every call reads and overwrites. Left to itself every call gives
 * new ones, and hundreds of megabytes wait for the garbage collector.
 *
 * Reading and writing the same memory is right because of how the exporter writes these graphs: a state is read once, where
 * it is joined with the frames that come in, and what replaces it is cut from the result (`Stream.window` of
 * `models/export/wan/vae.py`, `row` of `ltx/vae.py`).
 *
 * @param beforeFirst what the first call is fed of a call that never was: nothing, or zeros.
 * @returns the next turn at each call.
 */
export function createStreamBuffers(
  states: readonly StreamState[],
  { rows, columns }: { readonly rows: number; readonly columns: number },
  beforeFirst: 'nothing' | 'zeros' = 'nothing',
): () => StreamTurn {
  const tensors = states.map(({ name, channels, frames, scale }) => {
    const dims = [frames, channels, rows * scale, columns * scale];
    const values = new Float32Array(dims.reduce((product, side) => product * side, 1));
    return [name, new Tensor('float32', values, dims)] as const;
  });
  const outputs = Object.fromEntries(tensors.map(([name, tensor]) => [`next_${name}`, tensor]));
  const later: StreamTurn = { feeds: Object.fromEntries(tensors), outputs };
  let isFirst = true;
  return () => {
    const turn = isFirst && beforeFirst === 'nothing' ? { feeds: {}, outputs } : later;
    isFirst = false;
    return turn;
  };
}
