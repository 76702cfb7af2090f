import { AppError } from '../../errors/app-error.ts';
import { frames, rateText } from '../../time/rate.ts';
import { conformSmooth } from '../conform.ts';
import { fileFrameAt, pieceOf, type SourceFacts } from '../piece.ts';
import { planGeneration } from '../planner.ts';
import type { GenerationRequest } from '../request.ts';
import type { ResolvedGeneration } from '../resolve.ts';
import type { ShotPart, ShotPlan } from '../shot-plan.ts';
import { checkPieceLength } from './restyle.ts';

/** More frames between two known ones than this are another motion, not a smoother one. */
const mostBetween = 16;

/**
 * Pictures between those of a clip. A clip that holds its pictures (a take of eight a second in a file of 24) is smoothed
 * from its pictures, not from its frames.
 *
 * @throws AppError `input.rate` where the new rate is not above the clip's own or stands in no simple proportion to it,
 *   `input.clip.tooShort` below two pictures, `input.seconds` above a minute
 */
export function planSmooth(
  request: Extract<GenerationRequest, { operation: 'smooth' }>,
  { rate, limits }: ResolvedGeneration,
  facts: SourceFacts | undefined,
): ShotPlan {
  const piece = pieceOf(0, facts, rate, request.range);
  checkPieceLength(piece, rate.num / rate.den);
  const hold = facts?.hold ?? 1;
  const start = fileFrameAt(piece, piece.first);
  const end = fileFrameAt(piece, piece.first + piece.count - 1) + 1;
  const pictures = Math.ceil((end - start) / hold);
  if (pictures < 2) {
    throw new AppError('input.clip.tooShort', 'The clip has a single picture; there is nothing between.', {
      hint: 'Use a clip that moves.',
    });
  }
  const own = { num: piece.facts.rate.num, den: piece.facts.rate.den * hold };
  const { factor, shows } = conformSmooth(frames(pictures), own, rate);
  if (factor < 2 || own.num * rate.den >= rate.num * own.den) {
    throw new AppError(
      'input.rate',
      `The clip already shows ${Number((own.num / own.den).toFixed(3))} pictures a second.`,
      { hint: 'Ask for a higher frame rate.' },
    );
  }
  if (factor > mostBetween) {
    throw new AppError(
      'input.rate',
      `${rateText(rate)} frames a second stand in no simple proportion to the clip’s ${rateText(own)}.`,
      { hint: 'Double its rate, for example.' },
    );
  }
  const plan = planGeneration({ operation: 'smooth', frames: pictures, factor }, limits);
  const last = plan.total - 1;
  const firstHeld = shows.indexOf(last);
  const woven = firstHeld === -1 ? shows : shows.slice(0, firstHeld);
  const step = woven.length > 1 ? (woven[1] ?? 1) - (woven[0] ?? 0) : 1;
  const parts: ShotPart[] = [
    { kind: 'woven', source: 0, first: start, step: step * hold, every: factor, shows: woven },
  ];
  if (woven.length < shows.length) {
    const frame = start + (pictures - 1) * hold;
    parts.push({ kind: 'still', source: 0, frame, count: shows.length - woven.length });
  }
  const given = Array.from({ length: pictures }, (_, index) => ({ source: 0, frame: start + index * hold }));
  return { plan, given, guides: [], parts, closes: false };
}
