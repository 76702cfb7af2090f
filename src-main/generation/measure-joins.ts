import { setImmediate } from 'node:timers/promises';
import type { SeamMeasure } from '../../src-shared/generation/recipe.ts';
import type { Size } from '../../src-shared/generation/request.ts';
import { doneInTurns } from '../../src-shared/lib/work.ts';
import { framesOf } from '../../src-shared/quality/frame.ts';
import { joinReach, joinWork } from '../../src-shared/quality/join.ts';
import { loopWork, type LoopMeasure } from '../../src-shared/quality/loop.ts';
import type { WrittenTake } from '../media/join-stretches.ts';
import { readFrames } from '../media/read-frames.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';

/** Wide enough to see a seam, small enough to read in a moment. */
const measuredWidth = 320;

/** The size measures are taken at: the shape of the picture, at most 320 pixels wide or high. */
export function measuredSize({ width, height }: Size): Size {
  const scale = Math.min(1, measuredWidth / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** The window and the queue get their turn between two parts of a measure. */
function turns(signal: AbortSignal): () => Promise<void> {
  return () => setImmediate(undefined, { signal });
}

async function readNear(
  tool: FfmpegTool,
  take: WrittenTake,
  indices: readonly number[],
  size: Size,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (take.files.length === 1) {
    return readFrames(tool, take.path, { indices, size, fit: 'cover' }, signal);
  }
  // A numbered sequence: every frame is a file.
  const buffer = new Uint8Array(indices.length * size.width * size.height * 3);
  for (const [place, index] of indices.entries()) {
    const frame = await readFrames(
      tool,
      take.files[index] ?? take.path,
      { indices: [0], size, fit: 'cover' },
      signal,
    );
    buffer.set(frame, place * frame.length);
  }
  return buffer;
}

/**
 * Measures each join in the finished file itself, as a viewer gets it.
 *
 * @param joins first frames after a join, in the file
 */
export async function measureJoins(
  tool: FfmpegTool,
  take: WrittenTake,
  joins: readonly number[],
  outSize: Size,
  signal: AbortSignal,
): Promise<SeamMeasure[]> {
  const size = measuredSize(outSize);
  const measures: SeamMeasure[] = [];
  for (const join of joins) {
    const first = Math.max(0, join - joinReach);
    const last = Math.min(take.frames, join + joinReach);
    const indices = Array.from({ length: last - first }, (_, index) => first + index);
    const frames = framesOf(await readNear(tool, take, indices, size, signal), size);
    measures.push(await doneInTurns(joinWork(frames, join - first, first), turns(signal)));
  }
  return measures;
}

/** Frames at either end that a long loop is measured by: five seconds at 24. */
const loopReach = 120;

/**
 * How well the finished file closes on itself. Of a long one the beginning and the end are looked at, which is where the
 * join is.
 */
export async function measureClosing(
  tool: FfmpegTool,
  take: WrittenTake,
  outSize: Size,
  signal: AbortSignal,
): Promise<LoopMeasure | undefined> {
  if (take.frames < 2) return undefined;
  const size = measuredSize(outSize);
  const all = Array.from({ length: take.frames }, (_, index) => index);
  const indices = all.length <= loopReach * 2 ? all : [...all.slice(0, loopReach), ...all.slice(-loopReach)];
  const frames = framesOf(await readNear(tool, take, indices, size, signal), size);
  return doneInTurns(loopWork(frames), turns(signal));
}
