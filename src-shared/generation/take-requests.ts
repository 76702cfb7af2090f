import { checkSeed } from './input.ts';
import type { GenerationRequest } from './request.ts';

const seeds = 2n ** 64n;

/**
 * The single takes of a request: each has a seed of its own, so that every one of them can be made again. From a given
 * seed they count upwards, otherwise each draws one.
 *
 * @param drawSeed draws a decimal seed
 */
export function takeRequests(request: GenerationRequest, drawSeed: () => string): GenerationRequest[] {
  if (request.takes === 1) return [request];
  const first = request.seed === undefined ? undefined : BigInt(checkSeed(request.seed));
  return Array.from({ length: request.takes }, (_, index) => ({
    ...request,
    takes: 1,
    seed: first === undefined ? drawSeed() : ((first + BigInt(index)) % seeds).toString(),
  }));
}
