import { Tensor } from 'onnxruntime-node';
import type { StreamHalf } from '../../../../src-shared/pack/ltx.ts';
import type { StreamState } from '../../../../src-shared/pack/wan.ts';
import type { Feeds } from '../../packs/session.ts';
import type { OpenGraph } from '../clips/stages.ts';
import { createStreamBuffers } from '../clips/stream-buffers.ts';
import { createStreamPlan, keptFrames, none, rowsOf } from './stream-plan.ts';

/** The rows of one half of the autoencoder, as the state of a streaming graph. */
export function statesOf({ layers }: Pick<StreamHalf, 'layers'>): StreamState[] {
  return layers.flatMap(({ channels, scale, ...layer }) =>
    rowsOf(layer).map((name) => ({ name, channels, scale, frames: keptFrames })),
  );
}

interface StreamJob {
  readonly half: StreamHalf;
  /** Of the latents. */
  readonly grid: { readonly rows: number; readonly columns: number };
  /** The clip: its frames one after another, and the shape of one. */
  readonly input: { readonly name: string; readonly frames: Float32Array; readonly shape: readonly number[] };
  /** Frames that come out, and what is given for each: graph outputs and their shapes. */
  readonly count: number;
  readonly outputs: Readonly<Record<string, readonly number[]>>;
  /** Frames that the first call takes in, and every later one at most. */
  readonly first: number;
  readonly most: number;
  /** Fed to every call as it is. */
  readonly besides: Feeds;
  readonly between: () => Promise<void>;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** Tensors of some frames each, over memory that is written anew by every call. */
function createResults(shapes: StreamJob['outputs']) {
  const memory = new Map<string, Float32Array>();
  return (frames: number): Record<string, Tensor> =>
    Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => {
        const length = frames * sizeOf(shape);
        const known = memory.get(name);
        const block = known !== undefined && known.length >= length ? known : new Float32Array(length);
        memory.set(name, block);
        return [name, new Tensor('float32', block.subarray(0, length), [frames, ...shape])] as const;
      }),
    );
}

/** The results of one frame of a call. */
function partsOf(results: Feeds, shapes: StreamJob['outputs'], place: number): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(shapes).flatMap(([name, shape]) => {
      const data = results[name]?.data;
      const size = sizeOf(shape);
      return data instanceof Float32Array ? [[name, data.subarray(place * size, (place + 1) * size)]] : [];
    }),
  );
}

/**
 * Sends a clip through one half of the autoencoder piece by piece, in memory that does not grow with its length.
 *
 * @param take receives the results of each frame, in order; they are the caller's only until it returns.
 */
export async function runStream(
  open: () => Promise<OpenGraph>,
  job: StreamJob,
  take: (at: number, results: Readonly<Record<string, Float32Array>>) => Promise<void>,
): Promise<void> {
  const { half, input, outputs, count } = job;
  const size = sizeOf(input.shape);
  const total = input.frames.length / size;
  const next = createStreamPlan(half, total, job.most);
  const turn = createStreamBuffers(statesOf(half), job.grid, 'zeros');
  const resultsFor = createResults(outputs);
  let read = 0;
  let made = 0;
  while (made < count) {
    await job.between();
    const end = Math.min(total, read + (read === 0 ? job.first : job.most));
    const isOver = read === end;
    // Where nothing comes in any more, any frame will do.
    const frames = isOver ? input.frames.subarray(0, size) : input.frames.subarray(read * size, end * size);
    const incoming = isOver ? [none] : Array.from({ length: end - read }, (_, at) => read + at);
    const call = next(incoming);
    const state = turn();
    const feeds: Record<string, Tensor> = { ...job.besides, ...state.feeds };
    feeds[input.name] = new Tensor('float32', frames, [incoming.length, ...input.shape]);
    for (const [name, places] of Object.entries(call.places))
      feeds[name] = new Tensor('int64', BigInt64Array.from(places, BigInt), [places.length]);
    const results = resultsFor(call.frames.length);
    const graph = await open();
    await graph.run(feeds, { ...state.outputs, ...results });
    read = end;
    for (const [place, frame] of call.frames.entries()) {
      if (frame === none) continue;
      await take(frame, partsOf(results, outputs, place));
      made += 1;
    }
  }
}
