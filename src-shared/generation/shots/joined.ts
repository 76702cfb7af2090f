import { AppError } from '../../errors/app-error.ts';
import { frames, framesOfSeconds, seconds } from '../../time/rate.ts';
import { sideAfter, sideBefore, type Piece } from '../piece.ts';
import type { GenerationRequest } from '../request.ts';
import type { ResolvedGeneration } from '../resolve.ts';
import type { ShotPart, ShotPlan } from '../shot-plan.ts';
import { planBetween } from './between.ts';

type Request<Operation> = Extract<GenerationRequest, { operation: Operation }>;

function source({ source: index }: Piece, first: number, end: number): ShotPart {
  return { kind: 'source', source: index, first, count: end - first };
}

function needsRest(name: string, { count }: Piece, cut: number): void {
  if (cut < count) return;
  throw new AppError(
    'input.clip.tooShort',
    `${name} has ${count} ${count === 1 ? 'frame' : 'frames'}; ${cut} of them would be replaced and at least one must stay.`,
    { hint: 'Ask for less new material, or use a longer clip.' },
  );
}

/**
 * @param pieces the clip before and the clip after
 * @throws AppError `input.clip.tooShort` where a join would leave nothing of a clip
 */
export function planBridge(
  request: Request<'bridge'>,
  { outputFrames, rate, limits }: ResolvedGeneration,
  [a, b]: readonly [Piece, Piece],
): ShotPlan {
  const cutBefore = request.join ? Math.floor(outputFrames / 2) : 0;
  const cutAfter = request.join ? outputFrames - cutBefore : 0;
  needsRest('The first clip', a, cutBefore);
  needsRest('The second clip', b, cutAfter);
  const leave = a.first + a.count - cutBefore;
  const enter = b.first + cutAfter;
  const before = sideBefore(a, leave, limits.rate);
  const after = sideAfter(b, enter, limits.rate);
  const { plan, given, shows } = planBetween({ before, after, outputFrames, rate, limits });
  const parts: ShotPart[] = [
    source(a, a.first, leave),
    { kind: 'generated', shows },
    source(b, enter, b.first + b.count),
  ];
  return { plan, given, guides: [], parts, closes: false };
}

/**
 * A hole that reaches an end of the clip is an extension in place.
 *
 * @throws AppError `input.seconds` for a hole that is not in the clip, `input.clip.tooShort` for one that leaves nothing
 */
export function planFill(
  request: Request<'fill'>,
  { rate, limits }: ResolvedGeneration,
  piece: Piece,
): ShotPlan {
  const end = piece.first + piece.count;
  const from = framesOfSeconds(seconds(request.from), rate);
  const to = framesOfSeconds(seconds(request.to), rate);
  if (from < piece.first || to > end || from >= to) {
    const at = (frame: number): string => String(Number(((frame * rate.den) / rate.num).toFixed(3)));
    throw new AppError(
      'input.seconds',
      from >= to
        ? `There is no frame between ${request.from} and ${request.to} seconds.`
        : `${request.from} to ${request.to} seconds is not inside the clip.`,
      { hint: `Choose a range between ${at(piece.first)} and ${at(end)}, the later time last.` },
    );
  }
  needsRest('The clip', piece, to - from);
  const wish = { outputFrames: frames(to - from), rate, limits };
  const { plan, given, shows } = planBetween({
    ...wish,
    ...(from > piece.first ? { before: sideBefore(piece, from, limits.rate) } : {}),
    ...(to < end ? { after: sideAfter(piece, to, limits.rate) } : {}),
  });
  const parts: ShotPart[] = [
    ...(from > piece.first ? [source(piece, piece.first, from)] : []),
    { kind: 'generated', shows },
    ...(to < end ? [source(piece, to, end)] : []),
  ];
  return { plan, given, guides: [], parts, closes: false };
}
