import { assertNever } from '../lib/assert-never.ts';
import type { MediaId } from '../lib/ids.ts';
import type { GenerationRequest } from './request.ts';

/**
 * A request can be made from a take that is still being made: then its job's id stands in the place of the take's. Answers
 * the request with every source that `names` knows under its new name; the others stay.
 *
 * @param names of jobs: the media they made (a document's `results`)
 */
export function withNamedSources(
  request: GenerationRequest,
  names: Readonly<Record<string, MediaId>>,
): GenerationRequest {
  const named = (id: MediaId): MediaId => (Object.hasOwn(names, id) ? (names[id] ?? id) : id);
  switch (request.operation) {
    case 'generate':
      return request;
    case 'animate':
      return {
        ...request,
        image: named(request.image),
        ...(request.last === undefined ? {} : { last: named(request.last) }),
      };
    case 'keyframes':
      return { ...request, keys: request.keys.map((key) => ({ ...key, source: named(key.source) })) };
    case 'loop':
      return request.source === undefined ? request : { ...request, source: named(request.source) };
    case 'bridge': {
      const { before, after } = request;
      return {
        ...request,
        before: { ...before, source: named(before.source) },
        after: { ...after, source: named(after.source) },
      };
    }
    case 'extend-forward':
    case 'extend-backward':
    case 'fill':
    case 'restyle':
    case 'smooth':
      return { ...request, source: named(request.source) };
    default:
      return assertNever(request);
  }
}
