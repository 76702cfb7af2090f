import type { MediaId } from '../../src-shared/lib/ids.ts';
import { assertNever } from '../../src-shared/lib/assert-never.ts';

/** Small pictures of the forming shot, in time order: RGB24. */
export interface PreviewPictures {
  readonly seq: number;
  readonly step: number;
  readonly steps: number;
  readonly width: number;
  readonly height: number;
  readonly frames: readonly Uint8Array[];
}

/**
 * The life of one job's preview, kept outside React so that every race can be tested:
 *
 *     started -> forming* -> arrived (take decoded, not yet loaded) -> gone
 *
 * - The last preview stays until the take itself can be shown, so that nothing flickers.
 * - A take that does not load within `loadTimeoutMs` takes the preview down anyway; what went wrong is then shown.
 * - A cancelled or failed job ends the preview at once.
 * - Pictures that come late, or in the wrong order, change nothing.
 */
export type PreviewLife =
  | { readonly phase: 'started' }
  | { readonly phase: 'forming'; readonly pictures: PreviewPictures }
  | { readonly phase: 'arrived'; readonly mediaId: MediaId; readonly pictures: PreviewPictures | null }
  | { readonly phase: 'gone'; readonly outcome: 'loaded' | 'late' | 'ended' };

export type PreviewEvent =
  | { readonly type: 'pictures'; readonly pictures: PreviewPictures }
  | { readonly type: 'decoded'; readonly mediaId: MediaId }
  | { readonly type: 'loaded'; readonly mediaId: MediaId }
  | { readonly type: 'timeout' }
  | { readonly type: 'ended' };

/** Long enough for a slow disk under load: three seconds were seen to give up on good takes. */
export const loadTimeoutMs = 10_000;

export const startedPreview: PreviewLife = { phase: 'started' };

export function nextPreview(life: PreviewLife, event: PreviewEvent): PreviewLife {
  if (life.phase === 'gone') return life;
  switch (event.type) {
    case 'pictures':
      if (life.phase === 'arrived') return life;
      if (life.phase === 'forming' && event.pictures.seq <= life.pictures.seq) return life;
      return { phase: 'forming', pictures: event.pictures };
    case 'decoded':
      if (life.phase === 'arrived') return life;
      return {
        phase: 'arrived',
        mediaId: event.mediaId,
        pictures: life.phase === 'forming' ? life.pictures : null,
      };
    case 'loaded':
      return life.phase === 'arrived' && life.mediaId === event.mediaId
        ? { phase: 'gone', outcome: 'loaded' }
        : life;
    case 'timeout':
      return life.phase === 'arrived' ? { phase: 'gone', outcome: 'late' } : life;
    case 'ended':
      return { phase: 'gone', outcome: 'ended' };
    default:
      return assertNever(event);
  }
}

export function picturesOf(life: PreviewLife | undefined): PreviewPictures | null {
  if (life === undefined || life.phase === 'started' || life.phase === 'gone') return null;
  return life.pictures;
}
