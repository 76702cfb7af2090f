import { setImmediate } from 'node:timers/promises';
import type { SeamMeasure } from '../../src-shared/generation/recipe.ts';
import type { Size } from '../../src-shared/generation/request.ts';
import { doneInTurns } from '../../src-shared/lib/work.ts';
import { framesOf, type RgbFrame } from '../../src-shared/quality/frame.ts';
import { joinReach, joinWork } from '../../src-shared/quality/join.ts';
import { loopWork, type LoopMeasure } from '../../src-shared/quality/loop.ts';
import type { WrittenTake } from '../media/join-stretches.ts';
import { readFrames, type FrameWish } from '../media/read-frames.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';

/** Wide enough to see a seam, small enough to read in a moment. */
const measuredWidth = 320;

/** The size measures are taken at: the shape of the picture, at most 320 pixels wide or high. */
function measuredSize({ width, height }: Size): Size {
  const scale = Math.min(1, measuredWidth / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** How pictures are read that are only measured. */
export function measuredWish(size: Size): FrameWish {
  return { size: measuredSize(size), fit: 'cover', scaler: 'area' };
}

/** The window and the queue get their turn between two parts of a measure. */
function turns(signal: AbortSignal): () => Promise<void> {
  return () => setImmediate(undefined, { signal });
}

async function readNear(
  tool: FfmpegTool,
  take: WrittenTake,
  indices: readonly number[],
  wish: FrameWish,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (take.files.length === 1) return readFrames(tool, take.path, { indices, ...wish }, signal);
  // A numbered sequence: every frame is a file.
  const buffer = new Uint8Array(indices.length * wish.size.width * wish.size.height * 3);
  for (const [place, index] of indices.entries()) {
    const frame = await readFrames(tool, take.files[index] ?? take.path, { indices: [0], ...wish }, signal);
    buffer.set(frame, place * frame.length);
  }
  return buffer;
}

/** Frames held at a time: two ends of a long loop, at the measured size about 80 MB. */
const mostAtOnce = 480;

/**
 * Reads several stretches of the take, what they share only once, and hands each to its measure in order.
 *
 * @param stretches indices of each, ascending
 */
async function eachRead<Result>(
  tool: FfmpegTool,
  take: WrittenTake,
  stretches: readonly (readonly number[])[],
  wish: FrameWish,
  signal: AbortSignal,
  measure: (frames: readonly RgbFrame[], at: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  while (results.length < stretches.length) {
    const wanted = new Set<number>();
    let end = results.length;
    for (const stretch of stretches.slice(end)) {
      const more = new Set([...wanted, ...stretch]);
      if (wanted.size > 0 && more.size > mostAtOnce) break;
      for (const index of stretch) wanted.add(index);
      end += 1;
    }
    const indices = [...wanted].sort((a, b) => a - b);
    const frames = framesOf(await readNear(tool, take, indices, wish, signal), wish.size);
    const byIndex = new Map(indices.map((index, place) => [index, frames[place]]));
    for (const stretch of stretches.slice(results.length, end)) {
      const seen = stretch.flatMap((index) => byIndex.get(index) ?? []);
      results.push(await measure(seen, results.length));
    }
  }
  return results;
}

/** Frames at either end that a long loop is measured by: five seconds at 24. */
const loopReach = 120;

/** A stretch of the frames a closed take is measured by: of a long one its ends, which is where the join is. */
function closingStretch({ frames }: WrittenTake): number[] {
  const all = Array.from({ length: frames }, (_, index) => index);
  return all.length <= loopReach * 2 ? all : [...all.slice(0, loopReach), ...all.slice(-loopReach)];
}

export interface TakeMeasures {
  readonly seams: readonly SeamMeasure[];
  /** How well the file closes on itself, where that was asked for and it has more than one frame. */
  readonly closing: LoopMeasure | undefined;
}

/**
 * Measures the joins of the finished file itself, as a viewer gets it.
 *
 * @param joins first frames after a join, in the file
 * @param closes whether its last frame leads to its first
 */
export async function measureTake(
  tool: FfmpegTool,
  take: WrittenTake,
  { joins, closes }: { readonly joins: readonly number[]; readonly closes: boolean },
  outSize: Size,
  signal: AbortSignal,
): Promise<TakeMeasures> {
  const stretches = joins.map((join) => {
    const first = Math.max(0, join - joinReach);
    const last = Math.min(take.frames, join + joinReach);
    return Array.from({ length: last - first }, (_, index) => first + index);
  });
  const isClosed = closes && take.frames > 1;
  let closing: LoopMeasure | undefined;
  const seams = await eachRead(
    tool,
    take,
    isClosed ? [...stretches, closingStretch(take)] : stretches,
    measuredWish(outSize),
    signal,
    async (frames, at) => {
      const [join, first] = [joins[at], stretches[at]?.[0] ?? 0];
      if (join !== undefined) return doneInTurns(joinWork(frames, join - first, first), turns(signal));
      closing = await doneInTurns(loopWork(frames), turns(signal));
      return closing.seam;
    },
  );
  return { seams: seams.slice(0, joins.length), closing };
}
