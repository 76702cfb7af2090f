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
 * The state of a streaming graph, in two sets of buffers that are read and written in turn. Left to itself every call
 * gives new ones, and hundreds of megabytes wait for the garbage collector.
 *
 * @param beforeFirst what the first call is fed of a call that never was: nothing, or zeros.
 * @returns the next turn at each call.
 */
export function createStreamBuffers(
  states: readonly StreamState[],
  { rows, columns }: { readonly rows: number; readonly columns: number },
  beforeFirst: 'nothing' | 'zeros' = 'nothing',
): () => StreamTurn {
  const make = (): Tensor[] =>
    states.map(({ channels, frames, scale }) => {
      const dims = [frames, channels, rows * scale, columns * scale];
      return new Tensor('float32', new Float32Array(dims.reduce((a, b) => a * b, 1)), dims);
    });
  let last = beforeFirst === 'zeros' ? make() : undefined;
  let spare: Tensor[] | undefined;
  const named = (tensors: readonly Tensor[], prefix: string): Feeds =>
    Object.fromEntries(tensors.map((tensor, at) => [`${prefix}${states[at]?.name ?? ''}`, tensor] as const));
  return () => {
    const written = spare ?? make();
    const turn = { feeds: named(last ?? [], ''), outputs: named(written, 'next_') };
    spare = last;
    last = written;
    return turn;
  };
}
