import type { ShotPlan } from '../../src-shared/generation/shot-plan.ts';
import type { ResolvedGeneration } from '../../src-shared/generation/resolve.ts';
import { conformedLength } from '../../src-shared/time/conform-frames.ts';
import { frames } from '../../src-shared/time/rate.ts';
import type { Frames } from '../../src-shared/time/rate.ts';
import type { TakePart } from '../media/assemble-take.ts';
import type { ImageProbe, VideoProbe } from '../media/probe-types.ts';

export type Footage = VideoProbe | ImageProbe;

/** One model frame and how many frames of the finished file show it. */
export interface ShownFrame {
  readonly rgb: Uint8Array;
  readonly repeat: number;
}

export interface TakeLayout {
  readonly parts: readonly TakePart[];
  /** First frame and number of frames that were made, in the finished file. */
  readonly generated: readonly [number, number];
  /** First frames of parts that follow another: where a join can be seen. */
  readonly joins: readonly Frames[];
}

/** How often each index of the plan is shown in the new part of the file. */
export function repeatsByIndex({ plan, shows }: ShotPlan): number[] {
  const repeats = Array.from({ length: plan.total }, () => 0);
  for (const index of shows) repeats[index] = (repeats[index] ?? 0) + 1;
  return repeats;
}

/**
 * What the finished file consists of, in the order of time. What the person gave is copied from their file at the size of
 * the result; only the rest is what the model made.
 *
 * @param made the frames the model makes, in order, with how often each is shown
 */
export function layOutTake(
  resolved: ResolvedGeneration,
  shot: ShotPlan,
  footage: Footage | undefined,
  made: AsyncIterable<ShownFrame>,
): TakeLayout {
  const given = new Set(shot.plan.given);
  const count = shot.shows.filter((index) => !given.has(index)).length;
  const generated: TakePart = { kind: 'generated', size: resolved.bucket.visible, frames: made, count };
  if (footage === undefined) return { parts: [generated], generated: [0, count], joins: [] };

  const known =
    footage.kind === 'image'
      ? shot.shows.length - count
      : conformedLength(footage.frames, footage.rate, resolved.rate);
  const source: TakePart = { kind: 'source', source: footage, range: [0, known], fit: 'cover' };
  // A shot of a single frame that is the image itself has nothing else in it.
  if (count === 0) return { parts: [source], generated: [0, 0], joins: [] };
  if (resolved.operation === 'extend-backward') {
    return { parts: [generated, source], generated: [0, count], joins: [frames(count)] };
  }
  return { parts: [source, generated], generated: [known, count], joins: [frames(known)] };
}
