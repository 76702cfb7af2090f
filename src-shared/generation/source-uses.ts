import { assertNever } from '../lib/assert-never.ts';
import type { MediaId } from '../lib/ids.ts';
import type { GenerationRequest } from './request.ts';

/** [first, count] in frames of the finished file's rate, from the file's beginning. */
export type FrameRange = readonly [first: number, count: number];

/** One file a request is made from, in the order `planShot` counts them. */
export interface SourceUse {
  readonly mediaId: MediaId;
  /** What the file must be: a film, a still, or either (a keyframe). */
  readonly kind: 'video' | 'image' | 'any';
  /** The part that is used; absent = all of it. */
  readonly range?: FrameRange | undefined;
}

function clipUse(mediaId: MediaId, range: FrameRange | undefined): SourceUse {
  return { mediaId, kind: 'video', range };
}

/** Everything a request is made from; a file that is used twice stands twice. Empty = from words alone. */
export function sourceUses(request: GenerationRequest): SourceUse[] {
  switch (request.operation) {
    case 'generate':
      return [];
    case 'animate':
      return [request.image, ...(request.last === undefined ? [] : [request.last])].map((mediaId) => ({
        mediaId,
        kind: 'image',
      }));
    case 'keyframes':
      return request.keys.map(({ source, frame }) => ({ mediaId: source, kind: 'any', range: [frame, 1] }));
    case 'loop':
      return request.source === undefined ? [] : [clipUse(request.source, request.range)];
    case 'bridge':
      return [request.before, request.after].map(({ source, range }) => clipUse(source, range));
    case 'extend-forward':
    case 'extend-backward':
    case 'fill':
    case 'restyle':
    case 'smooth':
      return [clipUse(request.source, request.range)];
    default:
      return assertNever(request);
  }
}
