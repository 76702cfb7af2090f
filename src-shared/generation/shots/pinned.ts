import { AppError } from '../../errors/app-error.ts';
import { frames, framesOfSeconds, seconds } from '../../time/rate.ts';
import { conformForward, modelFrameAt } from '../conform.ts';
import { fileFrameAt, pieceOf, type SourceFacts } from '../piece.ts';
import { planGeneration } from '../planner.ts';
import type { GenerationRequest } from '../request.ts';
import type { ResolvedGeneration } from '../resolve.ts';
import type { GivenPicture, ShotPart, ShotPlan } from '../shot-plan.ts';

type Request<Operation> = Extract<GenerationRequest, { operation: Operation }>;

interface Pin {
  /** Model frame the picture stands at. */
  readonly index: number;
  readonly picture: GivenPicture;
}

function keyPins(
  request: Request<'keyframes'>,
  { outputFrames, rate, limits }: ResolvedGeneration,
  sources: readonly SourceFacts[],
): Pin[] {
  const pins = request.keys.map((key, source): Pin => {
    const at = framesOfSeconds(seconds(key.at), rate);
    // Exactly the end means the last frame: a person counts 2 s of 2 s.
    if (at > outputFrames) {
      throw new AppError('input.seconds', `A keyframe at ${key.at} seconds is outside the shot.`, {
        hint: `Use a time from 0 to ${request.seconds}.`,
      });
    }
    const facts = sources[source];
    const isStill = facts?.frames === 1;
    const piece = pieceOf(source, facts, rate, isStill ? undefined : [key.frame, 1]);
    return {
      index: modelFrameAt(frames(Math.min(at, outputFrames - 1)), rate, limits.rate),
      picture: { source, frame: isStill ? 0 : fileFrameAt(piece, key.frame) },
    };
  });
  const sorted = [...pins].sort((a, b) => a.index - b.index);
  for (const [at, pin] of sorted.entries()) {
    if (sorted[at - 1]?.index !== pin.index) continue;
    const step = limits.rate.den / limits.rate.num;
    throw new AppError('input.seconds', 'Two keyframes stand at the same moment of the model.', {
      hint: `Keep them at least ${Number(step.toFixed(3))} seconds apart.`,
    });
  }
  return sorted;
}

function pinsOf(
  request: Request<'generate' | 'animate' | 'keyframes'>,
  resolved: ResolvedGeneration,
  sources: readonly SourceFacts[],
  total: number,
): Pin[] {
  if (request.operation === 'keyframes') return keyPins(request, resolved, sources);
  if (request.operation === 'generate') return [];
  const first: Pin = { index: 0, picture: { source: 0, frame: 0 } };
  if (request.last === undefined) return [first];
  if (total < 2) {
    throw new AppError('input.seconds', 'The shot is too short to have a first and a last picture.', {
      hint: 'Ask for a longer one.',
    });
  }
  return [first, { index: total - 1, picture: { source: 1, frame: 0 } }];
}

/** A new shot with pictures pinned at some of its model frames: none, the first, both ends, or any. */
export function planPinned(
  request: Request<'generate' | 'animate' | 'keyframes'>,
  resolved: ResolvedGeneration,
  sources: readonly SourceFacts[],
): ShotPlan {
  const { limits, outputFrames, rate } = resolved;
  const { newFrames: total, shows } = conformForward(outputFrames, rate, limits.rate);
  const pins = pinsOf(request, resolved, sources, total);
  const keys = pins.map(({ index }) => index);
  const plan =
    keys.length === 0
      ? planGeneration({ operation: 'generate', frames: total }, limits)
      : planGeneration({ operation: 'keyframes', frames: total, keys }, limits);
  const pinned = new Map(pins.map(({ index, picture }) => [index, picture]));
  const parts: ShotPart[] = [];
  let at = 0;
  while (at < shows.length) {
    const picture = pinned.get(shows[at] ?? -1);
    let end = at + 1;
    if (picture === undefined) {
      while (end < shows.length && !pinned.has(shows[end] ?? -1)) end += 1;
      parts.push({ kind: 'generated', shows: shows.slice(at, end) });
    } else {
      while (end < shows.length && shows[end] === shows[at]) end += 1;
      parts.push({ kind: 'still', ...picture, count: end - at });
    }
    at = end;
  }
  return { plan, given: pins.map(({ picture }) => picture), guides: [], parts, closes: false };
}
