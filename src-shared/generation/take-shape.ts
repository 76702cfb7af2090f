import { assertNever } from '../lib/assert-never.ts';
import { frames, framesOfSeconds, seconds, type Frames, type Rate } from '../time/rate.ts';
import type { GenerationRequest } from './request.ts';
import { sourceUses } from './source-uses.ts';

/** How long a take will be and where in it the new material stands, before any model is asked: for its placeholder. */
export interface TakeShape {
  /** All of the take, at the finished file's rate. */
  readonly frames: Frames;
  /** First frame and number of frames that are made. */
  readonly made: readonly [first: number, count: number];
}

/**
 * @param rate of the finished file
 * @param lengths how many frames each of `sourceUses(request)` has at that rate; not needed where the request has ranges
 */
export function takeShape(
  request: GenerationRequest,
  rate: Rate,
  lengths: readonly number[] = [],
): TakeShape {
  const count = (value: number): number => Math.max(1, framesOfSeconds(seconds(value), rate));
  const uses = sourceUses(request);
  const length = (index: number): number => uses[index]?.range?.[1] ?? lengths[index] ?? 0;
  const shape = (before: number, made: number, after = 0): TakeShape => ({
    frames: frames(before + made + after),
    made: [before, made],
  });
  switch (request.operation) {
    case 'generate':
    case 'animate':
    case 'keyframes':
    case 'extend-backward':
      return shape(0, count(request.seconds), request.operation === 'extend-backward' ? length(0) : 0);
    case 'extend-forward':
      return shape(length(0), count(request.seconds));
    case 'loop':
      return shape(request.source === undefined ? 0 : length(0), count(request.seconds));
    case 'bridge': {
      const made = count(request.seconds);
      const cut = request.join ? Math.floor(made / 2) : 0;
      const kept = request.join ? length(1) - (made - cut) : length(1);
      return shape(length(0) - cut, made, kept);
    }
    case 'fill': {
      const first = uses[0]?.range?.[0] ?? 0;
      const [from, to] = [request.from, request.to].map((moment) => framesOfSeconds(seconds(moment), rate));
      const hole = [(from ?? 0) - first, (to ?? 0) - first] as const;
      return shape(hole[0], hole[1] - hole[0], length(0) - hole[1]);
    }
    case 'restyle':
    case 'smooth':
      return shape(0, length(0));
    default:
      return assertNever(request);
  }
}
