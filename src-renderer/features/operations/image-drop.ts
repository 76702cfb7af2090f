import type { MediaId, TrackId } from '../../../src-shared/lib/ids.ts';
import type { Clip, Track } from '../../../src-shared/project/schema.ts';
import { clipAt, endOf, findTrack } from '../../../src-shared/timeline/clips.ts';
import { documentOf } from '../../editor/actions/commit.ts';
import type { Studio } from '../../editor/studio.ts';
import type { DropPoint, Verdict } from '../library/use-drop-target.ts';
import { animateAt, animateBeside } from './animate.ts';

/** What dropping images at a place of a track means; the place says it before the release. */
export type ImageDrop =
  | { readonly kind: 'still' }
  | { readonly kind: 'animate'; readonly at: number }
  | { readonly kind: 'beside'; readonly track: Track; readonly clip: Clip; readonly edge: 'head' | 'tail' };

const verdicts = {
  still: { accepted: true, text: 'drop.stillClip' },
  animate: { accepted: true, text: 'drop.animate' },
  pair: { accepted: true, text: 'drop.animatePair' },
  head: { accepted: true, text: 'drop.leadIn' },
  tail: { accepted: true, text: 'drop.leadOut' },
} as const satisfies Record<string, Verdict>;

/** So near to its edge a drop means the clip's head or tail. */
const edgePixels = 40;

/**
 * The upper half of a track places a still, as in any editor; the lower half sets the image in motion where there is
 * room; a clip's first and last pixels lead to it or away from it.
 */
export function imageDropAt(
  studio: Studio,
  trackId: TrackId,
  lane: { readonly left: number; readonly top: number; readonly height: number },
  point: Pick<DropPoint, 'clientX' | 'clientY'>,
): ImageDrop {
  const document = documentOf(studio);
  const track = document === undefined ? undefined : findTrack(document.timeline, trackId);
  if (track === undefined || track.kind !== 'video') return { kind: 'still' };
  const { zoom } = studio.view.getState();
  const frame = Math.max(0, Math.round((point.clientX - lane.left) / zoom));
  const clip = clipAt(track, frame);
  if (clip !== undefined) {
    const reach = Math.min(edgePixels / zoom, clip.length / 2);
    if (frame - clip.start < reach) return { kind: 'beside', track, clip, edge: 'head' };
    if (endOf(clip) - frame <= reach) return { kind: 'beside', track, clip, edge: 'tail' };
    return { kind: 'still' };
  }
  return point.clientY > lane.top + lane.height / 2 ? { kind: 'animate', at: frame } : { kind: 'still' };
}

export function imageVerdict(drop: ImageDrop, count: number): Verdict {
  if (drop.kind === 'beside') return verdicts[drop.edge];
  if (drop.kind === 'animate') return count === 2 ? verdicts.pair : verdicts.animate;
  return verdicts.still;
}

/** Makes what the drop means. @returns false where it means still clips, which the track places itself */
export async function takeImages(
  studio: Studio,
  trackId: TrackId,
  drop: ImageDrop,
  images: readonly MediaId[],
): Promise<boolean> {
  const [first, second] = images;
  if (drop.kind === 'still' || first === undefined) return false;
  if (drop.kind === 'beside') await animateBeside(studio, first, drop);
  else {
    const pair = second === undefined ? ([first] as const) : ([first, second] as const);
    await animateAt(studio, pair, { trackId, at: drop.at });
  }
  return true;
}
