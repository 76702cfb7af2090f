import { AppError } from '../../src-shared/errors/app-error.ts';
import type { ResolvedGeneration } from '../../src-shared/generation/resolve.ts';
import { lengthOf, type ShotPart, type ShotPlan } from '../../src-shared/generation/shot-plan.ts';
import { frames } from '../../src-shared/time/rate.ts';
import type { Frames } from '../../src-shared/time/rate.ts';
import type { TakePart, WholeSound } from '../media/assemble-take.ts';
import type { Footage } from './footage.ts';
import type { FrameRouter } from './frame-router.ts';

export interface TakeLayout {
  readonly parts: readonly TakePart[];
  /** [first, count] of what was made, in the finished file. */
  readonly generated: readonly (readonly [number, number])[];
  /** First frames of parts that follow another: where a join can be seen. */
  readonly joins: readonly Frames[];
  readonly sound: WholeSound | undefined;
}

function isMade({ kind }: ShotPart): boolean {
  return kind === 'generated' || kind === 'woven';
}

function footageAt(footage: readonly Footage[], source: number): Footage {
  const found = footage[source];
  if (found === undefined) throw new AppError('bug', `The shot names source ${source} of ${footage.length}.`);
  return found;
}

/** Frames of a woven part that were made, as runs between the source's own. */
function wovenRuns(part: Extract<ShotPart, { kind: 'woven' }>, first: number): [number, number][] {
  const runs: [number, number][] = [];
  for (let at = 0; at < part.shows.length; at += part.every) {
    const count = Math.min(part.every, part.shows.length - at) - 1;
    if (count > 0) runs.push([first + at + 1, count]);
  }
  return runs;
}

/** Where every picture is made or moved, the sound of the footage goes on under it. */
function soundOf(
  { parts, guides }: ShotPlan,
  footage: readonly Footage[],
  { rate }: ResolvedGeneration,
): WholeSound | undefined {
  const woven = parts.find((part) => part.kind === 'woven');
  const begins = woven === undefined ? guides[0] : { source: woven.source, frame: woven.first };
  const probe = footage[begins?.source ?? -1];
  if (begins === undefined || probe?.kind !== 'video') return undefined;
  const length = parts.reduce((sum, part) => sum + lengthOf(part), 0);
  return {
    probe,
    from: (begins.frame * probe.rate.den) / probe.rate.num,
    length: (length * rate.den) / rate.num,
  };
}

/**
 * What the finished file consists of, in the order of time. What the person gave is copied from their file at the size of
 * the result; only the rest is what the model made.
 */
export function layOutTake(
  resolved: ResolvedGeneration,
  shot: ShotPlan,
  footage: readonly Footage[],
  router: FrameRouter,
): TakeLayout {
  const { fit } = resolved;
  const size = resolved.bucket.visible;
  const parts: TakePart[] = [];
  const generated: (readonly [number, number])[] = [];
  const joins: Frames[] = [];
  let at = 0;
  for (const [index, part] of shot.parts.entries()) {
    const before = shot.parts[index - 1];
    if (before !== undefined && (isMade(part) || isMade(before)) && before.kind !== 'woven') {
      joins.push(frames(at));
    }
    const made = router.framesOf(part);
    if (part.kind === 'source') {
      const source = footageAt(footage, part.source);
      parts.push({ kind: 'source', source, range: [part.first, part.count], fit });
    } else if (part.kind === 'still') {
      const { frame, count } = part;
      parts.push({ kind: 'still', source: footageAt(footage, part.source), frame, count, fit });
    } else if (made === undefined) {
      throw new AppError('bug', 'A part of the shot has no frames.');
    } else if (part.kind === 'woven') {
      const { first, step, every, shows } = part;
      const source = footageAt(footage, part.source);
      const count = shows.length;
      parts.push({ kind: 'woven', source, first, step, every, count, fit, size, frames: made });
      generated.push(...wovenRuns(part, at));
    } else {
      parts.push({ kind: 'generated', size, frames: made, count: part.shows.length });
      generated.push([at, part.shows.length]);
    }
    at += lengthOf(part);
  }
  return { parts, generated, joins, sound: soundOf(shot, footage, resolved) };
}
