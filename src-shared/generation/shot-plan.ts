import { assertNever } from '../lib/assert-never.ts';
import type { GenerationPlan } from './plan.ts';
import { planGeneration } from './planner.ts';
import { conformBetween } from './conform.ts';
import type { GenerationRequest } from './request.ts';
import type { ResolvedGeneration } from './resolve.ts';
import { pieceOf, sideAfter, sideBefore, type Piece, type SourceFacts } from './piece.ts';
import { planBetween, type BetweenShot } from './shots/between.ts';
import { planBridge, planFill } from './shots/joined.ts';
import { planPinned } from './shots/pinned.ts';
import { planRestyle } from './shots/restyle.ts';
import { planSmooth } from './shots/smooth.ts';
import { sourceUses } from './source-uses.ts';

/** A picture of one of the request's sources: `frame` counts at the file's own rate. */
export interface GivenPicture {
  readonly source: number;
  readonly frame: number;
}

/** A stretch of the finished file. Counts are frames of its rate. */
export type ShotPart =
  /** Frames of a source as they are, from frame `first` of the finished file's rate, counted from the file's beginning. */
  | { readonly kind: 'source'; readonly source: number; readonly first: number; readonly count: number }
  /** One picture of a source, held. */
  | ({ readonly kind: 'still'; readonly count: number } & GivenPicture)
  /** What the model makes: for each frame an index of the plan that was not given; never descending. */
  | { readonly kind: 'generated'; readonly shows: readonly number[] }
  /**
   * Pictures of a source with made ones between: for each frame an index of the plan. Every `every`-th frame is the
   * source's, beginning with the first, and these are `step` frames of the file apart.
   */
  | {
      readonly kind: 'woven';
      readonly source: number;
      readonly first: number;
      readonly step: number;
      readonly every: number;
      readonly shows: readonly number[];
    };

/** A resolved request as work: what to give the engine, and what the finished file consists of. */
export interface ShotPlan {
  readonly plan: GenerationPlan;
  /** The pictures of `plan.given`, in that order. */
  readonly given: readonly GivenPicture[];
  /** With restyle: the source of every frame that is made, ascending; else empty. */
  readonly guides: readonly GivenPicture[];
  /** In the order of time. */
  readonly parts: readonly ShotPart[];
  /** The last frame leads to the first: the join is there too. */
  readonly closes: boolean;
}

/** How many frames of the finished file a part fills. */
export function lengthOf(part: ShotPart): number {
  return part.kind === 'generated' || part.kind === 'woven' ? part.shows.length : part.count;
}

/** All of a piece as it is. */
export function wholePiece({ source, first, count }: Piece): ShotPart {
  return { kind: 'source', source, first, count };
}

function assembled(
  { plan, given, shows }: BetweenShot,
  parts: (made: ShotPart) => ShotPart[],
  closes = false,
) {
  return { plan, given, guides: [], parts: parts({ kind: 'generated', shows }), closes };
}

/**
 * @param sources facts of `sourceUses(request)`, in that order
 * @throws AppError `input.clip.tooShort`, `input.option`, `input.seconds`, `input.rate` for footage the request can't be
 *   made from
 */
export function planShot(
  request: GenerationRequest,
  resolved: ResolvedGeneration,
  sources: readonly SourceFacts[] = [],
): ShotPlan {
  const { limits, outputFrames, rate } = resolved;
  const model = limits.rate;
  const uses = sourceUses(request);
  const piece = (index: number): Piece => pieceOf(index, sources[index], rate, uses[index]?.range);
  switch (request.operation) {
    case 'generate':
    case 'animate':
    case 'keyframes':
      return planPinned(request, resolved, sources);
    case 'extend-forward': {
      const clip = piece(0);
      const before = sideBefore(clip, clip.first + clip.count, model);
      const shot = planBetween({ before, outputFrames, rate, limits });
      return assembled(shot, (made) => [wholePiece(clip), made]);
    }
    case 'extend-backward': {
      const clip = piece(0);
      const after = sideAfter(clip, clip.first, model);
      const shot = planBetween({ after, outputFrames, rate, limits });
      return assembled(shot, (made) => [made, wholePiece(clip)]);
    }
    case 'loop': {
      if (request.source === undefined) {
        const { newFrames, shows } = conformBetween(outputFrames, rate, model);
        const plan = planGeneration({ operation: 'loop', frames: newFrames }, limits);
        return { plan, given: [], guides: [], parts: [{ kind: 'generated', shows }], closes: true };
      }
      const clip = piece(0);
      const before = sideBefore(clip, clip.first + clip.count, model);
      const after = sideAfter(clip, clip.first, model);
      const shot = planBetween({ before, after, outputFrames, rate, limits });
      return assembled(shot, (made) => [wholePiece(clip), made], true);
    }
    case 'bridge':
      return planBridge(request, resolved, [piece(0), piece(1)]);
    case 'fill':
      return planFill(request, resolved, piece(0));
    case 'restyle':
      return planRestyle(request, resolved, piece(0));
    case 'smooth':
      return planSmooth(request, resolved, sources[0]);
    default:
      return assertNever(request);
  }
}
