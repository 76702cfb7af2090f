import { AppError } from '../../errors/app-error.ts';
import { frames } from '../../time/rate.ts';
import { conformForward } from '../conform.ts';
import { fileFrameAt, type Piece } from '../piece.ts';
import { planGeneration } from '../planner.ts';
import { requestLimits, type GenerationRequest } from '../request.ts';
import type { ResolvedGeneration } from '../resolve.ts';
import type { GivenPicture, ShotPlan } from '../shot-plan.ts';

/**
 * Every frame of the piece is made anew from its own source. Strength 0 keeps everything: then nothing is made at all.
 *
 * @throws AppError `input.seconds` for a piece longer than one request may make
 */
export function planRestyle(
  request: Extract<GenerationRequest, { operation: 'restyle' }>,
  { rate, limits }: ResolvedGeneration,
  piece: Piece,
): ShotPlan {
  checkPieceLength(piece, rate.num / rate.den);
  const { newFrames, shows } = conformForward(frames(piece.count), rate, limits.rate);
  // The model's frame i is shown from its own time on, so its source is the picture on screen at that time.
  const pictures = Array.from({ length: newFrames }, (_, index): GivenPicture => {
    const frame = fileFrameAt(piece, piece.first + Math.max(0, shows.indexOf(index)));
    return { source: piece.source, frame };
  });
  if (request.strength === 0) {
    const plan = { rate: limits.rate, total: 1, given: [0], windows: [], loop: false };
    const { source, first, count } = piece;
    return {
      plan,
      given: pictures.slice(0, 1),
      guides: [],
      parts: [{ kind: 'source', source, first, count }],
      closes: false,
    };
  }
  const plan = planGeneration({ operation: 'restyle', frames: newFrames }, limits);
  return { plan, given: [], guides: pictures, parts: [{ kind: 'generated', shows }], closes: false };
}

/** @throws AppError `input.seconds` */
export function checkPieceLength({ count }: Pick<Piece, 'count'>, framesPerSecond: number): void {
  const { max } = requestLimits.seconds;
  if (count <= max * framesPerSecond) return;
  const length = Number((count / framesPerSecond).toFixed(1));
  throw new AppError('input.seconds', `The clip has ${length} seconds; at most ${max} are made at once.`, {
    hint: 'Use a part of it.',
  });
}
